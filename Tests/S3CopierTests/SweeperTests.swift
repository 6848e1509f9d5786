import Synchronization
import TestSupport
import Testing

@testable import S3Copier

@Suite struct SweeperTests {
    // A copy that came to nothing, because a small object took its place, is counted as stalled by every sweep.
    @Test func aCopyThatIsOverIsNoStalledOne() async throws {
        let bed = try LocalCopier(LocalCopier.inParts)
        defer { bed.stop() }
        _ = try await bed.run(LocalCopier.batch([bed.put("big", size: LocalCopier.part * 10)]))
        let small = bed.put("small")
        _ = try await bed.run(LocalCopier.batch([small]))
        try await bed.drain(limit: 30)
        #expect(bed.copy()?.content.name == "small")
        for _ in 0..<2 {
            bed.change { $0.seconds += 7_200 }
            _ = try await bed.run(.object(["sweep": .bool(true)]))
            try await bed.drain(limit: 30)
        }
        bed.change { $0.seconds += 7_200 }
        let last = try await bed.run(.object(["sweep": .bool(true)]))
        #expect(last?.answer["stalledCopies"]?.number == 0)
    }

    // One copy whose messages cannot be sent does not keep the others, and the orphans, from being repaired.
    @Test func oneStalledCopyDoesNotStopTheSweep() async throws {
        let fail = Mutex(false)
        let bed = try LocalCopier(LocalCopier.inParts) { request, _ in
            guard fail.withLock({ $0 }),
                request.text.contains("AmazonSQS") || request.header("x-amz-target") == "AmazonSQS.SendMessageBatch",
                request.text.contains("a-bad")
            else { return .served }
            return .reply(.status(400, body: #"{"__type":"InvalidMessageContents"}"#))
        }
        defer { bed.stop() }
        for key in ["a-bad", "b-good"] {
            let event = bed.change {
                LocalCopier.created(
                    key,
                    $0.s3.put(LocalCopier.source, key, FakeContent(key, size: LocalCopier.part * 10))
                )
            }
            _ = try await bed.run(LocalCopier.batch([event]))
        }
        bed.change { world in _ = world.queues.take(from: LocalCopier.queue) }
        bed.change { $0.seconds += 7_200 }
        fail.withLock { $0 = true }
        _ = try? await bed.run(.object(["sweep": .bool(true)]))
        #expect(bed.change { $0.queues.messages.contains { $0.body.contains("b-good") } })
    }

    // A copy that cannot succeed would fill the dead-letter queue at each sweep.
    @Test func aCopyWhoseMessagesWereGivenUpIsNotSentAgainForEver() async throws {
        let bed = try LocalCopier(LocalCopier.inParts)
        defer { bed.stop() }
        try await bed.drain([bed.put("big", size: LocalCopier.part * 10) { $0.isArchived = true }], limit: 30)
        for _ in 0..<4 {
            bed.change { $0.seconds += 7_200 }
            _ = try await bed.run(.object(["sweep": .bool(true)]))
            try await bed.drain(limit: 30)
        }
        let dead = bed.change { $0.queues.messages.filter { $0.queue == LocalCopier.deadLetters }.count }
        #expect(dead <= 6, "\(dead) dead letters of one object")
    }

    // Uploads that a restart could not abort are kept from the sweeper by the record that names them.
    @Test func anAbandonedUploadIsAbortedByTheSweeper() async throws {
        let bed = try LocalCopier(LocalCopier.inParts, versioned: (false, true)) { request, _ in
            guard request.method == "DELETE", request.target.contains("uploadId="), !request.target.contains("swept"),
                request.header("authorization")?.contains("Credential=sweeper") == false
            else { return .served }
            return .reply(.status(500, body: "<Error><Code>InternalError</Code></Error>"))
        }
        defer { bed.stop() }
        _ = try await bed.run(LocalCopier.batch([bed.put("big", size: LocalCopier.part * 10)]))
        let small = bed.put("small")
        _ = try await bed.run(LocalCopier.batch([small]))
        // It fails as long as the upload cannot be aborted, and in the end goes to the dead letters.
        _ = try? await bed.drain(limit: 30)
        for _ in 0..<2 {
            bed.change { $0.seconds += 2 * 86_400 }
            _ = try await bed.run(.object(["sweep": .bool(true)]), worker: "sweeper")
            _ = try? await bed.drain(limit: 30)
        }
        #expect(bed.change { $0.s3.openUploads } == [])
    }

    @Test func theMessagesOfAStalledCopyAreSentAgain() async throws {
        let bed = try LocalCopier([
            "multipart.threshold": "\(LocalCopier.part) B", "multipart.part_size": "\(LocalCopier.part) B",
            "multipart.parts_per_message": "2",
        ])
        defer { bed.stop() }
        let event = bed.change { world in
            LocalCopier.created(
                "k",
                world.s3.put(LocalCopier.source, "k", FakeContent("big", size: LocalCopier.part * 9))
            )
        }
        _ = try await bed.run(LocalCopier.batch([event]))
        _ = bed.change { $0.queues.take(from: LocalCopier.queue) }
        let sweep: JSON = .object(["sweep": .bool(true)])
        #expect(try await bed.run(sweep)?.answer["stalledCopies"]?.number == 0)
        bed.change { world in
            world.seconds += 3_600 * 48
            world.s3.beginForeignUpload(
                LocalCopier.target,
                "lost",
                initiator: FakeS3.caller,
                at: "2026-11-21T00:00:00.000Z"
            )
            world.s3.beginForeignUpload(
                LocalCopier.target,
                "other",
                initiator: "somebody",
                at: "2026-11-21T00:00:00.000Z"
            )
        }
        let answer = try #require(try await bed.run(sweep)).answer
        #expect(answer["stalledCopies"]?.number == 1)
        #expect(answer["orphansAborted"]?.number == 1)
        try await bed.drain()
        #expect(bed.change { $0.s3.current(LocalCopier.target, "k")?.content.name } == "big")
        #expect(bed.change { $0.s3.openUploads.count } == 1)
    }
}
