import TestSupport
import Synchronization
import Testing

@testable import S3Copier

/// The process is killed before or after each of its requests. Whatever it was doing, the messages that are delivered
/// again end with one whole copy, no orphan, nothing copied over.
@Suite struct CrashTests {
    private static let part: Int64 = 5 << 20

    /// Plays one copy. The number of its requests is found by playing it without a death.
    private func play(
        dyingAt death: Int?,
        afterwards: Bool,
        parts: Int,
        versioned: Bool
    ) async throws -> (bed: LocalCopier, requests: Int) {
        let counter = Counter()
        let bed = try LocalCopier(
            [
                "multipart.threshold": "\(Self.part) B", "multipart.part_size": "\(Self.part) B",
                "multipart.parts_per_message": "2",
                "COPY_CONCURRENCY": "2",
            ],
            versioned: (versioned, true)
        ) { _, _ in
            guard counter.next() == death else { return .served }
            return afterwards ? .diesAfter : .diesBefore
        }
        let event = bed.change { world in
            let content = FakeContent("big", size: Self.part * Int64(parts) + 1)
            return LocalCopier.created("k", world.s3.put(LocalCopier.source, "k", content) { $0.tags = [("a", "1")] })
        }
        var waiting = [event]
        for number in 0..<200 {
            waiting += bed.change { $0.queues.take(from: LocalCopier.queue).map(\.body) }
            guard !waiting.isEmpty else { break }
            let body = waiting.removeFirst()
            let run = try await bed.run(LocalCopier.batch([body]), worker: "worker\(number)")
            if run == nil || run?.failed.isEmpty == false {
                waiting.append(body)
                // The queue's visibility timeout: longer than any lease.
                bed.change { $0.seconds += 1_000 }
            }
        }
        return (bed, counter.value)
    }

    private final class Counter: Sendable {
        private let count = Mutex(0)
        func next() -> Int {
            count.withLock {
                $0 += 1
                return $0
            }
        }
        var value: Int { count.withLock { $0 } }
    }

    @Test(arguments: [(1, true), (5, true), (5, false)])
    func aDeathAtAnyStepLosesNothing(parts: Int, versioned: Bool) async throws {
        let whole = try await play(dyingAt: nil, afterwards: false, parts: parts, versioned: versioned)
        whole.bed.stop()
        #expect(whole.requests > 8)
        for death in 1...whole.requests {
            for afterwards in [false, true] {
                let (bed, _) = try await play(
                    dyingAt: death,
                    afterwards: afterwards,
                    parts: parts,
                    versioned: versioned
                )
                defer { bed.stop() }
                let situation = "killed \(afterwards ? "after" : "before") request \(death) of \(whole.requests)"
                bed.change { world in
                    let copy = world.s3.current(LocalCopier.target, "k")
                    #expect(copy?.content == FakeContent("big", size: Self.part * Int64(parts) + 1), "\(situation)")
                    #expect(copy?.tags.map(\.key) == ["a"], "\(situation)")
                    #expect(world.s3.versionCount(LocalCopier.target) == 1, "\(situation)")
                    #expect(world.s3.openUploads.isEmpty, "\(situation)")
                    #expect(world.queues.messages.isEmpty, "\(situation)")
                }
            }
        }
    }

    @Test func anOrphanOfAnotherMakerIsLeftAlone() async throws {
        let bed = try LocalCopier([
            "multipart.threshold": "\(Self.part) B", "multipart.part_size": "\(Self.part) B",
            "multipart.parts_per_message": "2",
        ]) { request, worker in
            worker == "doomed" && request.target.hasSuffix("?uploads=") ? .diesAfter : .served
        }
        defer { bed.stop() }
        let event = bed.change { world in
            world.s3.beginForeignUpload(LocalCopier.target, "k", initiator: "somebody", at: "2026-11-21T00:00:01.000Z")
            world.s3.beginForeignUpload(
                LocalCopier.target,
                "k2",
                initiator: FakeS3.caller,
                at: "2026-11-21T00:00:01.000Z"
            )
            return LocalCopier.created(
                "k",
                world.s3.put(LocalCopier.source, "k", FakeContent("big", size: Self.part * 3))
            )
        }
        #expect(try await bed.run(LocalCopier.batch([event]), worker: "doomed") == nil)
        #expect(bed.change { $0.s3.openUploads.count } == 3)
        bed.change { $0.seconds += 1_000 }
        try await bed.drain([event])
        #expect(bed.change { $0.s3.current(LocalCopier.target, "k")?.content.name } == "big")
        #expect(bed.change { $0.s3.openUploads } == ["foreign-0", "foreign-1"])
    }

    @Test func twoThatBeginAtOnceMakeOneUpload() async throws {
        let bed = try LocalCopier(["multipart.threshold": "\(Self.part) B", "multipart.part_size": "\(Self.part) B"]) {
            _,
            _ in
            .served
        }
        defer { bed.stop() }
        let event = bed.change { world in
            LocalCopier.created("k", world.s3.put(LocalCopier.source, "k", FakeContent("big", size: Self.part * 9)))
        }
        async let first = bed.run(LocalCopier.batch([event]), worker: "first")
        async let second = bed.run(LocalCopier.batch([event]), worker: "second")
        let runs = try await [first, second].compactMap { $0 }
        bed.change { $0.seconds += 1_000 }
        try await bed.drain(runs.contains { !$0.failed.isEmpty } ? [event] : [])
        #expect(bed.change { $0.s3.versionCount(LocalCopier.target) } == 1)
        #expect(bed.change { $0.s3.openUploads }.isEmpty)
    }
}
