import StateStore
import TestSupport
import Testing

/// Requests that are lost, and processes that die, at every request there is.
@Suite struct LostAnswerTests {
    private static let add: @Sendable (inout Job) -> Bool = { job in
        job.count += 1
        return true
    }

    /// The client sends the request again; the store finds that it was done already.
    @Test func aWriteWhoseAnswerIsLostIsMadeOnce() async throws {
        for index in 0..<2 {
            let bed = try StateBed(attempts: 3)
            defer { bed.stop() }
            bed.kill.arm(at: index, .afterItWasDone)
            let revival = Gate { _, _ in false }
            bed.hold(revival)
            let (entry, isNew) = try await lostOnce(bed) { try await bed.store.insert(Job(), at: .job) }
            #expect(isNew)
            var job = entry
            let isChanged = try await lostOnce(bed) { try await bed.store.change(&job, Self.add) }
            #expect(isChanged)
            #expect(job.document.count == 1)
            #expect(try await bed.store.load(.job, as: Job.self)?.document.count == 1)
        }
    }

    /// Others wrote after ours, before we could ask again.
    @Test(arguments: [1, 3, 7])
    func aWriteWhoseAnswerIsLostIsKnownAmongLaterOnes(others: Int) async throws {
        let bed = try StateBed(attempts: 3)
        defer { bed.stop() }
        let (first, _) = try await bed.store.insert(Job(), at: .job)
        // Ours is done, its answer is lost, and the second attempt is held up while others write.
        bed.kill.arm(at: 0, .afterItWasDone)
        let gate = Gate { [kill = bed.kill] operation, _ in
            guard operation == "PutItem", kill.wasReached else { return false }
            kill.revive()
            return true
        }
        bed.hold(gate)
        let ours = Task {
            var entry = first
            let isChanged = try await bed.store.change(&entry, Self.add)
            return (isChanged, entry.document.count)
        }
        await gate.reached()
        bed.hold(nil)
        for _ in 0..<others {
            var theirs = try #require(try await bed.store.load(.job, as: Job.self))
            try await bed.store.change(&theirs, Self.add)
        }
        gate.open()
        let (isChanged, count) = try await ours.value
        #expect(isChanged)
        #expect(count == 1 + others)
        #expect(try await bed.store.load(.job, as: Job.self)?.document.count == 1 + others)
    }

    /// A process that dies at any request leaves what the next one can go on from: each step is done at least once, and
    /// what has a state of its own exactly once.
    @Test(arguments: KillPoint.Moment.allCases)
    func aProcessThatDiesAtAnyRequestIsFollowedByOneThatFinishes(moment: KillPoint.Moment) async throws {
        var deaths = 0
        for index in 0..<100 {
            let bed = try StateBed(kill: KillPoint(at: index, moment))
            defer { bed.stop() }
            try? await process(bed)
            let died = bed.kill.wasReached
            deaths += died ? 1 : 0
            bed.kill.revive()
            try await process(bed)
            let end = try #require(try await bed.store.load(.job, as: Job.self))
            #expect(end.document.state == .closed, "killed at \(index)")
            #expect(end.document.count == 1, "killed at \(index)")
            #expect(try await bed.store.lockHolder(StateKey("lock", "l")) == nil, "killed at \(index)")
            var open = bed.store.openWork(Job.kind, dueBy: nil, as: Job.self)
            let left = try await open.next()
            #expect(left == nil, "killed at \(index)")
            if !died { break }
        }
        // Insert, lock, list of four shards, change, release.
        #expect(deaths == 8)
    }

    /// Inserts, locks, does, closes, unlocks: what a function's invocation does.
    private func process(_ bed: StateBed) async throws {
        var (entry, _) = try await bed.store.insert(Job(due: bed.clock.now), at: .job)
        guard try await bed.store.takeLock(StateKey("lock", "l"), for: "me") == "me" else { return }
        var open = bed.store.openWork(Job.kind, dueBy: bed.clock.now, as: Job.self)
        _ = try await open.next()
        try await bed.store.change(&entry) { job in
            guard job.state == .open else { return false }
            job.state = .closed
            job.count += 1
            return true
        }
        try await bed.store.releaseLock(StateKey("lock", "l"), of: "me")
    }

    private func lostOnce<Value>(_ bed: StateBed, _ body: () async throws -> Value) async throws -> Value {
        let watcher = Gate { [kill = bed.kill] _, _ in
            if kill.wasReached { kill.revive() }
            return false
        }
        bed.hold(watcher)
        return try await body()
    }
}
