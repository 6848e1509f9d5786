import AWSDataSync
import JSON
import Testing
import UTCTime

@testable import DMSCompletionHandler

@Suite struct OverdueRunTests {
    @Test func theSweeperReportsWhatShouldRun() throws {
        var mustRun = Migration(name: "n", taskARN: "arn", kind: .task)
        mustRun.mustRun = true
        var nightly = Migration(name: "n", taskARN: "arn", kind: .task)
        nightly.stopsWithin = .seconds(26 * 3600)
        let stopped = Observation.task(StopVerdictTests.task())
        let running = Observation.task(StopVerdictTests.task("running"))
        let later = try #require(UTCTime(iso8601: "2026-11-22T05:00:00Z"))
        let soon = try #require(UTCTime(iso8601: "2026-11-21T05:00:00Z"))
        #expect(OverdueRun.missing(mustRun, running, now: later) == nil)
        #expect(OverdueRun.missing(mustRun, stopped, now: soon) != nil)
        #expect(OverdueRun.missing(nightly, stopped, now: later) != nil)
        #expect(OverdueRun.missing(nightly, stopped, now: soon) == nil)
        #expect(OverdueRun.missing(nightly, running, now: later) == nil)
        let never = Observation.task(StopVerdictTests.task("ready", nil, stopDate: nil))
        #expect(OverdueRun.missing(nightly, never, now: soon) != nil)
        #expect(OverdueRun.missing(nightly, .absent(.stale, "the task has not run"), now: soon) != nil)
    }

    @Test(arguments: [
        (#""Status":"TRANSFERRING""#, false, false),
        (#""Status":"SUCCESS","Result":{},"EndTime":1795226400"#, true, false),
        (#""Status":"SUCCESS","Result":{},"EndTime":1795100000"#, true, true),
    ])
    func theSweeperReportsTransfersAsWell(members: String, isNotRunning: Bool, isOverdue: Bool) throws {
        var migration = Migration(name: "n", taskARN: "arn", kind: .dataSync)
        let execution = try JSONDocument(#"{"TaskExecutionArn":"arn/execution/e",\#(members)}"#).decode(
            TaskExecution.self
        )
        let now = try #require(UTCTime(iso8601: "2026-11-21T05:00:00Z"))
        migration.mustRun = true
        #expect((OverdueRun.missing(migration, .transfer(execution), now: now) != nil) == isNotRunning)
        migration.mustRun = false
        migration.stopsWithin = .seconds(26 * 3600)
        #expect((OverdueRun.missing(migration, .transfer(execution), now: now) != nil) == isOverdue)
    }
}
