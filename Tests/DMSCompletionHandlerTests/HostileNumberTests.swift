import Synchronization
import TestSupport
import Testing
import UTCTime

@testable import DMSCompletionHandler

/// No number in a record of a completion traps.
@Suite struct HostileNumberTests {
    @Test(arguments: [true, false]) func noNumberOfARecordTraps(isOver: Bool) async throws {
        var world = FakeAWS.World()
        world.tasks[HandlerHarness.task] = HandlerHarness.finished
        world.tables = [HandlerHarness.table("customers")]
        if !isOver { world.failures["StartCrawler"] = Array(repeating: "500 OperationTimeoutException", count: 3) }
        let aws = try FakeAWS(world)
        let clock = ManualClock(UTCTime(iso8601: "2026-11-21T02:00:06Z") ?? .now())
        let harness = try await HandlerHarness(aws, clock: clock.source)
        _ = try? await harness.run(HandlerHarness.stopped())
        let tables = aws.database.withLock { $0.withHostileNumbers }
        #expect(tables.count >= 5)
        for table in tables {
            aws.database.withLock { $0 = table }
            clock.advance(by: .seconds(1200))
            _ = try? await harness.run(HandlerHarness.stopped(), requestID: "again")
            _ = try? await harness.run(#"{"check": "shop", "force": true}"#, requestID: "by hand")
            _ = try? await harness.run(#"{"sweep": true}"#, requestID: "sweep")
        }
    }
}
