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
            let harness = try StateHarness(attempts: 3)
            defer { harness.stop() }
            harness.kill.arm(at: index, .afterItWasDone)
            let passing = Gate { _, _ in false }
            harness.hold(passing)
            let (entry, isNew) = try await lostOnce(harness) { try await harness.store.insert(Job(), at: .job) }
            #expect(isNew)
            var job = entry
            let isChanged = try await lostOnce(harness) { try await harness.store.change(&job, Self.add) }
            #expect(isChanged)
            #expect(job.document.count == 1)
            #expect(try await harness.store.load(.job, as: Job.self)?.document.count == 1)
        }
    }

    /// Others wrote after ours, before we could ask again.
    @Test(arguments: [1, 3, 7])
    func aWriteWhoseAnswerIsLostIsKnownAmongLaterOnes(others: Int) async throws {
        let harness = try StateHarness(attempts: 3)
        defer { harness.stop() }
        let (first, _) = try await harness.store.insert(Job(), at: .job)
        // Ours is done, its answer is lost, and the second attempt is held up while others write.
        harness.kill.arm(at: 0, .afterItWasDone)
        let gate = Gate { [kill = harness.kill] operation, _ in
            guard operation == "PutItem", kill.wasReached else { return false }
            kill.revive()
            return true
        }
        harness.hold(gate)
        let ours = Task {
            var entry = first
            let isChanged = try await harness.store.change(&entry, Self.add)
            return (isChanged, entry.document.count)
        }
        await gate.reached()
        harness.hold(nil)
        for _ in 0..<others {
            var theirs = try #require(try await harness.store.load(.job, as: Job.self))
            try await harness.store.change(&theirs, Self.add)
        }
        gate.open()
        let (isChanged, count) = try await ours.value
        #expect(isChanged)
        #expect(count == 1 + others)
        #expect(try await harness.store.load(.job, as: Job.self)?.document.count == 1 + others)
    }

    /// A process that dies at any request leaves what the next one can go on from: each step is done at least once, and
    /// what has a state of its own exactly once.
    @Test(arguments: KillPoint.Moment.allCases)
    func aProcessThatDiesAtAnyRequestIsFollowedByOneThatFinishes(moment: KillPoint.Moment) async throws {
        var deaths = 0
        for index in 0..<100 {
            let harness = try StateHarness(kill: KillPoint(at: index, moment))
            defer { harness.stop() }
            try? await process(harness)
            let died = harness.kill.wasReached
            deaths += died ? 1 : 0
            harness.kill.revive()
            try await process(harness)
            let end = try #require(try await harness.store.load(.job, as: Job.self))
            #expect(end.document.state == .closed, "killed at \(index)")
            #expect(end.document.count == 1, "killed at \(index)")
            #expect(try await harness.store.lockHolder(StateKey("lock", "l")) == nil, "killed at \(index)")
            var open = harness.store.openWork(Job.kind, dueBy: nil, as: Job.self)
            let left = try await open.next()
            #expect(left == nil, "killed at \(index)")
            if !died { break }
        }
        // Insert, lock, list of four shards, change, release.
        #expect(deaths == 8)
    }

    /// Inserts, locks, does, closes, unlocks: what a function's invocation does.
    private func process(_ harness: StateHarness) async throws {
        var (entry, _) = try await harness.store.insert(Job(due: harness.clock.now), at: .job)
        guard try await harness.store.takeLock(StateKey("lock", "l"), for: "me") == "me" else { return }
        var open = harness.store.openWork(Job.kind, dueBy: harness.clock.now, as: Job.self)
        _ = try await open.next()
        try await harness.store.change(&entry) { job in
            guard job.state == .open else { return false }
            job.state = .closed
            job.count += 1
            return true
        }
        try await harness.store.releaseLock(StateKey("lock", "l"), of: "me")
    }

    private func lostOnce<Value>(_ harness: StateHarness, _ body: () async throws -> Value) async throws -> Value {
        let watcher = Gate { [kill = harness.kill] _, _ in
            if kill.wasReached { kill.revive() }
            return false
        }
        harness.hold(watcher)
        return try await body()
    }
}
