import AWSS3
import HTTPTransport
import TestSupport
import Testing

@testable import S3Copier

/// Every integer that is decoded from an event, a header or an answer may be any number: nothing traps, and each event has one
/// outcome.
@Suite struct HostileEventNumberTests {
    static let numbers = [
        "-9223372036854775809", "-9223372036854775808", "-1", "0", "1", "2147483648", "9223372036854775807",
        "9223372036854775808", "18446744073709551616", "1e400", "1.5", "\"7\"", "null",
    ]

    struct Place: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let body: @Sendable (_ number: String) -> String
    }

    static let places: [Place] = [
        Place(testDescription: "size of a notification") { number in
            LocalCopier.record("ObjectCreated:Put", ["key": "k", "size": 5]).replacing(
                "\"size\":5",
                with: "\"size\":\(number)"
            )
        },
        Place(testDescription: "size of an EventBridge event") { number in
            #"{"source":"aws.s3","detail-type":"Object Created","region":"us-west-2","detail":{"bucket":{"name":"example-source"},"object":{"key":"k","size":\#(number)}}}"#
        },
        Place(testDescription: "range of a message to itself") { number in
            #"{"s3Copier":{"parts":{"range":\#(number),"of":{"target":"example-target/k","token":"t"}}}}"#
        },
        Place(testDescription: "members that nobody reads") { number in
            LocalCopier.record("ObjectCreated:Put", ["key": "k", "size": 5])
                .replacing("\"size\":5", with: "\"size\":5,\"owner\":\(number),\"x\":[\(number),{\"y\":\(number)}]")
        },
    ]

    @Test(arguments: places, numbers) func ofAMessage(place: Place, number: String) async throws {
        let bed = try LocalCopier(["multipart.threshold": "5 MiB", "follow.tags": "true"])
        defer { bed.stop() }
        bed.change { _ = $0.s3.put(LocalCopier.source, "k", FakeContent("one", size: 5)) }
        let run = try #require(try await bed.run(LocalCopier.batch([place.body(number)])))
        #expect(run.outcomes.count == 1, "\(run.log)")
    }

    @Test(arguments: numbers) func ofABatch(number: String) async throws {
        let bed = try LocalCopier { request, _ in
            request.header("x-amz-copy-source") == nil ? .served : .reply(.status(500))
        }
        defer { bed.stop() }
        bed.change { _ = $0.s3.put(LocalCopier.source, "k", FakeContent("one", size: 5)) }
        let batch = LocalCopier.batch([LocalCopier.record("ObjectCreated:Put", ["key": "k"])]).text
        let text = number.hasPrefix("\"") ? number : "\"\(number)\""
        let changed = batch.replacing("\"ApproximateReceiveCount\":\"1\"", with: "\"ApproximateReceiveCount\":\(text)")
        #expect(changed != batch || number == "1")
        let run = try #require(try await bed.run(try JSON.parse(changed)))
        #expect(run.failed == ["0"])
        #expect(bed.change { ($0.queues.visibilities["r0"] ?? 0) > 0 })
    }

    /// Headers of HEAD.
    @Test(
        arguments: [
            "Content-Length", "x-amz-tagging-count", "x-amz-missing-meta", "x-amz-mp-parts-count", "Retry-After",
        ],
        numbers
    )
    func ofAHeader(name: String, number: String) async throws {
        let bed = try LocalCopier(["multipart.threshold": "5 MiB", "multipart.preserve_etag": "true"]) { request, _ in
            guard request.method == "HEAD" else { return .served }
            var headers = ["ETag: \"e-2\"", "Last-Modified: Sat, 21 Nov 2026 00:00:01 GMT"]
            if name != "Content-Length" { headers.append("Content-Length: 12000000") }
            return .reply(.status(200, headers: headers + ["\(name): \(number)"]))
        }
        defer { bed.stop() }
        bed.change { world in
            _ = world.s3.put(LocalCopier.source, "k", FakeContent("one", size: 12_000_000)) {
                $0.parts = [6_000_000, 6_000_000]
            }
        }
        let body = LocalCopier.record("ObjectCreated:Put", ["key": "k", "size": 12_000_000, "eTag": "e-2"])
        let run = try #require(try await bed.run(LocalCopier.batch([body]), timeout: .seconds(5)))
        #expect(run.outcomes.count == 1, "\(run.log)")
    }

    @Test(arguments: ["PartNumber", "Size", "NextPartNumberMarker"], numbers)
    func ofAListOfParts(name: String, number: String) async throws {
        let bed = try LocalCopier(["multipart.threshold": "5 MiB", "multipart.part_size": "5 MiB"]) { request, _ in
            guard request.method == "GET", request.target.contains("uploadId=") else { return .served }
            let values = ["PartNumber": "1", "Size": "5242880", "NextPartNumberMarker": "1"].merging([name: number]) {
                $1
            }
            let part = ["PartNumber", "Size"].map { "<\($0)>\(values[$0] ?? "")</\($0)>" }.joined()
            let isTruncated = name == "NextPartNumberMarker"
            return .reply(
                .status(
                    200,
                    body:
                        "<ListPartsResult><IsTruncated>\(isTruncated)</IsTruncated><NextPartNumberMarker>\(values["NextPartNumberMarker"] ?? "")</NextPartNumberMarker><Part>\(part)<ETag>e</ETag></Part></ListPartsResult>"
                )
            )
        }
        defer { bed.stop() }
        let event = bed.change { world in
            LocalCopier.created("k", world.s3.put(LocalCopier.source, "k", FakeContent("big", size: 12_000_000)))
        }
        let run = try #require(try await bed.run(LocalCopier.batch([event]), timeout: .seconds(5)))
        #expect(run.outcomes.count == 1, "\(run.log)")
    }
}
