import StateStore
import TestSupport
import Testing
import UTCTime

/// Two processes, one of which is held up before each of its requests while the other one runs.
@Suite struct InterleavingTests {
    private enum Work: String, CaseIterable, Sendable {
        case change, makeOrChange, lease, lock
    }

    /// Holds the first process at its request `index`; the second one runs whole; the first one goes on.
    @Test(arguments: Work.allCases.map(\.rawValue), 0..<6)
    func everyOrderOfTwoProcessesGivesOneResult(name: String, index: Int) async throws {
        let work = try #require(Work(rawValue: name))
        let harness = try StateHarness()
        defer { harness.stop() }
        if work != .makeOrChange { _ = try await harness.store.insert(Job(), at: .job) }
        let count = SharedCount()
        let gate = Gate { _, _ in count.next() == index + 1 }
        harness.hold(gate)
        // When the first one makes fewer requests it is done before the second one begins.
        let first = Task {
            defer { gate.giveUp() }
            return try await run(work, "first", harness)
        }
        let isHeld = await gate.reached()
        harness.hold(nil)
        let second = try await run(work, "second", harness)
        if isHeld { gate.open() }
        let results = [try await first.value, second]
        switch work {
        case .change, .makeOrChange:
            let end = try #require(try await harness.store.load(.job, as: Job.self))
            #expect(results == [true, true])
            #expect(end.document.hands.sorted() == ["first", "second"])
        case .lease, .lock:
            // One of them, never both, never none.
            #expect(results.count { $0 } == 1)
        }
    }

    private func run(_ work: Work, _ name: String, _ harness: StateHarness) async throws -> Bool {
        switch work {
        case .change:
            var entry = try #require(try await harness.store.load(.job, as: Job.self))
            return try await harness.store.change(&entry) { job in
                job.hands.append(name)
                return true
            }
        case .makeOrChange:
            return try await harness.store.change(.job, from: Job()) { job in
                job.hands.append(name)
                return true
            }.isChanged
        case .lease:
            let now = harness.clock.now
            return try await harness.store.change(.job, from: Job()) { job in
                job.lease.take(for: name, until: now.advanced(by: .seconds(60)), at: now)
            }.isChanged
        case .lock: return try await harness.store.takeLock(StateKey("lock", "l"), for: name) == name
        }
    }
}
