import AWSClient
import AWSS3
import HTTPTransport
import JSON
import LambdaRuntime
import PlanFile
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

    /// Documents and messages with each of their numbers replaced, those in times and plans of parts as well.
    @Test func anyNumberInADocument() throws {
        let record = """
            {"target":"b/k","token":"t","phase":"copying","source":{"bucket":"s","key":"k","etag":"e-2","lastModified":\
            "Sat, 21 Nov 2026 00:00:00 GMT"},"sourceOwner":"123456789012","requesterPays":false,"plan":"2x5242880+1x7",\
            "partsPerMessage":2,"uploadId":"u","abandoned":["1"],"checksumAlgorithm":"CRC32","checksum":"2","replaces":"3",\
            "fannedOut":false,"rangesDone":[0,1],"leaseUntil":"2026-11-21T00:00:00Z","startedAt":"2026-11-21T00:00:00.123Z",\
            "updatedAt":"2026-11-21T00:00:00+01:00","eventTime":"2026-11-21T00:00:00Z","attempt":1,"resends":2}
            """
        #expect(throws: Never.self) { try JSONDocument(record).decode(MultipartCopyRecord.self) }
        var read = 0
        for text in HostileNumbers.variants(of: record) {
            guard var record = try? JSONDocument(text).decode(MultipartCopyRecord.self) else { continue }
            read += 1
            _ = (record.openWork, record.status, record.isClosed, record.hasAllRanges, record.openRanges.count)
            _ = (record.lostMessages, record.job, record.upload, record.isLeased(at: .now()))
            for range in [0, 1, Int.max] { _ = record.parts(ofRange: range) }
            _ = record.resend(at: .now())
            _ = record.restart(at: .now())
            _ = record.finish(range: .max, at: .now())
            _ = try JSONWriter.text(of: record)
        }
        #expect(read > 100)
        for text in HostileNumbers.variants(of: #"{"due":"2026-11-21T00:00:00.123Z"}"#) {
            guard let crawl = try? JSONDocument(text).decode(CrawlRecord.self) else { continue }
            _ = (crawl.openWork, crawl.status, crawl.isClosed)
            _ = crawl.due?.advanced(by: CrawlRecord.overdue)
        }
        let message = #"{"s3Copier":{"object":{"bucket":"b","key":"k","time":"2026-11-21T00:00:00Z"}}}"#
        for text in HostileNumbers.variants(of: message) { _ = FollowUpMessage(messageBody: text) }
    }

    /// A plan with each of its numbers replaced: read, or refused with the field's name.
    @Test func anyNumberInAPlan() throws {
        let plan = """
            routes:
              - from: {bucket: src, min_size: 1 B, max_size: 9 GiB, tags: {a: "1"}, owner: "123456789012"}
                to: s3://dst/${modified:yyyy-MM-dd}/${key}
                to_owner: "210987654321"
            restore: {days: 3, tier: Bulk}
            multipart: {threshold: 1 GiB, part_size: 128 MiB, parts_per_message: 100}
            after: {wait: 60s}
            """
        func read(_ text: String) throws -> CopierPlan {
            try PlanDocument(Array(text.utf8), file: "plan.yaml").read { CopierPlan($0) }
        }
        #expect(throws: Never.self) { try read(plan) }
        for text in HostileNumbers.variants(of: plan) {
            do throws(any Error) {
                let plan = try read(text)
                let variables = ["STATE_TABLE": "t", "QUEUE_URL": "q"]
                _ = try? CopierSettings(Environment(variables), plan)
                _ = PartPlan(size: PartPlan.largestObject, preferred: plan.multipart.partSize)
                #expect(plan.multipart.partsPerMessage >= 1 && plan.restore.days >= 1 && plan.after.wait >= 1)
            } catch {
                #expect("\(error)".contains("plan.yaml:"), "\(error)")
            }
        }
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
