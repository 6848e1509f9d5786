import StateStore
import TestSupport
import Testing

@Suite struct LockTests {
    private let key = StateKey("lock/example", "lock")

    @Test func oneHolderAtATime() async throws {
        let harness = try StateHarness()
        defer { harness.stop() }
        #expect(try await harness.store.lockHolder(key) == nil)
        #expect(try await harness.store.takeLock(key, for: "a") == "a")
        #expect(try await harness.store.takeLock(key, for: "b") == "a")
        #expect(try await harness.store.takeLock(key, for: "a") == "a")
        #expect(try await harness.store.lockHolder(key) == "a")
        try await harness.store.releaseLock(key, of: "b")
        #expect(try await harness.store.lockHolder(key) == "a")
        try await harness.store.releaseLock(key, of: "a")
        #expect(try await harness.store.takeLock(key, for: "b") == "b")
    }

    @Test func ofManyAtOnceOneHasIt() async throws {
        let harness = try StateHarness()
        defer { harness.stop() }
        let holders = try await withThrowingTaskGroup(of: String.self) { group in
            for name in 0..<20 {
                group.addTask { try await harness.store.takeLock(StateKey("lock/example", "lock"), for: "\(name)") }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(holders.count == 1)
    }

    @Test func aLockStaysUntilItIsGivenBack() async throws {
        let harness = try StateHarness()
        defer { harness.stop() }
        _ = try await harness.store.takeLock(key, for: "a")
        let item = try #require(harness.item(key))
        #expect(item["expiresAt"] == nil)
        #expect(item["open"] == nil)
        #expect(item["status"]?["S"]?.string == "a")
    }
}
