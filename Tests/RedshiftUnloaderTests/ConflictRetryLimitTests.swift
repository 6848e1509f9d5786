import Synchronization
import TestSupport
import Testing
import UTCTime

@testable import RedshiftUnloader

@Suite struct ConflictRetryLimitTests {
    @Test func endsAfterItsRounds() {
        var budget = ConflictRetryLimit(rounds: 3, clock: .system)
        #expect((0..<5).map { _ in budget.spend() } == [true, true, true, false, false])
    }

    @Test func waitsLongerAndNeverTheSame() async throws {
        let pauses = Mutex<[Duration]>([])
        let clock = TimeSource(
            now: { UTCTime(millisecondsSinceEpoch: 0) },
            instant: { .now },
            sleep: { end in pauses.withLock { $0.append(ContinuousClock.now.duration(to: end)) } }
        )
        var budget = ConflictRetryLimit(rounds: 20, clock: clock)
        for _ in 0..<20 { try await budget.yield() }
        let waited = pauses.withLock { $0 }
        #expect(waited.count == 20)
        #expect(waited.allSatisfy { $0 <= .milliseconds(400) })
        #expect(Set(waited.suffix(10)).count > 5)
    }

    /// Another writer changes the run between every read and write. Without a bound this would not end.
    @Test(arguments: ["run", "backfill"]) func aLoopEndsThoughItLosesEveryRace(document: String) async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with { $0.meddlesWith = document }
        let event =
            document == "run"
            ? startEvent()
            : #"{"backfill": {"plan": \#(inlinePlan([orders])), "from": "2026-11-01T00:00:00Z", "to": "2026-11-03T00:00:00Z"}}"#
        _ = try? await bench.invoke(event)
        #expect(bench.cloud.world.with { $0.calls } < 1500)
        bench.cloud.world.with { $0.meddlesWith = nil }
        for _ in 0..<3 {
            try await bench.invoke(#"{"sweep": true}"#)
            try await bench.finishStatements()
        }
        #expect(bench.cloud.world.with { $0.published.count } == (document == "run" ? 1 : 2))
    }
}
