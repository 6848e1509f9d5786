import AWSClient
import AWSS3
import HTTPTransport
import JSON
import StateStore
import TestSupport
import Testing
import UTCTime

@testable import S3Copier

/// No number in a message, a header or a document traps.
@Suite struct HostileNumberTests {
    static let numbers: [Int64] = [
        .min, -1, 0, 1, 9_999, 10_000, 10_001, 1 << 31, 5 << 30, (5 << 30) + 1, PartPlan.largestObject,
        PartPlan.largestObject + 1, .max - 1, .max,
    ]

    @Test(arguments: numbers) func plansOfParts(number: Int64) {
        for other in Self.numbers {
            if let plan = PartPlan(size: number, preferred: other) {
                #expect(plan.size == number)
                #expect(plan.count <= PartPlan.mostParts)
                for part in [Int.min, 0, 1, plan.count, plan.count + 1, Int.max] { _ = plan.bytes(of: part) }
                for range in [Int.min, 0, 1, Int.max] {
                    for size in [1, 100, PartPlan.mostParts] { _ = plan.parts(ofRange: range, of: size) }
                }
            }
            _ = PartPlan(sizes: [number, other])
            _ = PartPlan("\(number)x\(other)+1x1")
        }
    }

    @Test(arguments: numbers) func followUps(number: Int64) throws {
        let body = #"{"s3Copier":{"parts":{"range":\#(number),"of":{"target":"b/k","token":"t"}}}}"#
        let message = try #require(FollowUpMessage(messageBody: body))
        #expect(message == .parts(range: Int(number), of: .init(target: "b/k", token: "t")))
    }

    @Test(arguments: numbers) func aMessageAboutARangeThatIsNotThere(number: Int64) async throws {
        let bed = try LocalCopier([
            "multipart.threshold": "5 MiB", "multipart.part_size": "5 MiB", "multipart.parts_per_message": "2",
        ])
        defer { bed.stop() }
        let event = bed.change { world in
            LocalCopier.created("k", world.s3.put(LocalCopier.source, "k", FakeContent("big", size: 30_000_000)))
        }
        _ = try await bed.run(LocalCopier.batch([event]))
        let sent = try #require(bed.change { $0.queues.take(from: LocalCopier.queue).first?.body })
        let changed = sent.replacing("\"range\":0", with: "\"range\":\(number)")
        let run = try #require(try await bed.run(LocalCopier.batch([changed])))
        #expect(run.outcomes.count == 1)
    }

    @Test(arguments: numbers) func documents(number: Int64) throws {
        let text = """
            {"target":"b/k","token":"t","phase":"copying","source":{"bucket":"s","key":"k","etag":"e"},"requesterPays":false,\
            "plan":"2x5242880","partsPerMessage":2,"abandoned":[],"fannedOut":false,"rangesDone":[\(number)],\
            "leaseUntil":"2026-11-21T00:00:00Z","startedAt":"2026-11-21T00:00:00Z","updatedAt":"9999-12-31T23:59:59Z",\
            "attempt":\(number),"resends":\(number)}
            """
        let record = try JSONDocument(text).decode(MultipartCopyRecord.self)
        #expect((0...1_000).contains(record.attempt))
        _ = record.openWork
        _ = record.hasAllRanges
        _ = record.startedAt.advanced(by: .seconds(-60))
        let broken = text.replacing("\"partsPerMessage\":2", with: "\"partsPerMessage\":\(number)")
        _ = try? JSONDocument(broken).decode(MultipartCopyRecord.self).rangeCount
    }

    @Test(arguments: numbers) func headers(number: Int64) throws {
        let state = ObjectSnapshot(S3ObjectHead(headers: ["ETag": "e", "Content-Length": "\(number)"]))
        #expect((state == nil) == (number < 0))
        #expect(RedeliveryDelay.seconds(receiveCount: Int(number), jitter: 0.5) > 0)
        var error = AWSError(service: "S3", operation: "o", code: "c", message: "", status: 500, kind: .transient)
        error.retryAfter = .seconds(number)
        #expect(RetryPause.after(attempt: Int(number), error, jitter: 1) <= .seconds(30))
    }

    /// The sizes of parts in HEAD's headers, as a store makes them up.
    @Test(arguments: numbers) func sizesOfParts(number: Int64) async throws {
        let bed = try LocalCopier(["multipart.preserve_etag": "true"]) { request, _ in
            guard request.method == "HEAD", request.target.contains("partNumber=") else { return .served }
            return .reply(
                .status(206, headers: ["ETag: \"e\"", "Content-Length: \(number)", "x-amz-mp-parts-count: 3"])
            )
        }
        defer { bed.stop() }
        let event = bed.change { world in
            LocalCopier.created(
                "k",
                world.s3.put(LocalCopier.source, "k", FakeContent("big", size: 16_000_000)) {
                    $0.parts = [6_000_000, 6_000_000, 4_000_000]
                }
            )
        }
        let run = try #require(try await bed.run(LocalCopier.batch([event])))
        #expect(run.outcomes.count == 1)
    }
}
