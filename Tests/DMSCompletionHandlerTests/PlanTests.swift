import AWSDataSync
import JSON
import Testing
import UTCTime

@testable import DMSCompletionHandler

@Suite struct PlanTests {
    private let all = [
        NextStep.crawler("c"), .workflow("w"), .stateMachine("arn:aws:states:us-east-1:123456789012:stateMachine:m"),
    ]

    private func next(_ known: [String: StepState] = [:], _ verdict: Manifest.Verdict = .passed) -> String? {
        StepPlan.next(all, verdict, known.mapValues { StepProgress(state: $0) })?.name
    }

    @Test func whatIsConfiguredFollowsAPassInItsOrder() {
        #expect(next() == "crawler")
        #expect(next([:], .partlyPassed) == "crawler")
        #expect(next(["crawler": .started]) == "workflow")
        #expect(next(["crawler": .started, "workflow": .done]) == "state_machine")
        #expect(next(["crawler": .done, "workflow": .done, "state_machine": .started]) == nil)
        #expect(StepPlan.next([], .passed, [:]) == nil)
    }

    @Test(arguments: [Manifest.Verdict.quarantined, .failed]) func nothingFollowsAnythingElse(verdict: Manifest.Verdict)
    {
        #expect(next([:], verdict) == nil)
    }

    @Test(arguments: [StepState.waiting, .starting]) func aStepThatIsNotOverKeepsTheLaterOnesWaiting(state: StepState) {
        #expect(next(["crawler": state]) == "crawler")
        #expect(next(["crawler": state, "workflow": .waiting]) == "crawler")
        #expect(next(["crawler": .started, "workflow": state]) == "workflow")
    }

    @Test func anExecutionsNameIsTheSameEveryTimeAndFits() {
        #expect(
            ExecutionName.of("shop", run: "2026-11-21T02:00:00.000Z", revision: 1) == "shop-2026-11-21T02-00-00-000Z"
        )
        let long = ExecutionName.of(
            String(repeating: "n", count: 40),
            run: String(repeating: "r", count: 60),
            revision: 12
        )
        #expect(long.utf8.count == 80)
        #expect(long.hasSuffix("-r12"))
    }

    @Test func rechecksComeSlowerAndSlowerAndEnd() {
        let delays = (0..<12).map { RecheckSchedule.delay(after: $0) }
        #expect(delays == delays.sorted())
        #expect(delays.allSatisfy { (1...900).contains($0) })
        func isExhausted(_ attempt: Int, hasQueue: Bool, minutes: Int64) -> Bool {
            RecheckSchedule.isExhausted(
                attempt: attempt,
                limit: 10,
                hasQueue: hasQueue,
                stoppedAt: UTCTime(millisecondsSinceEpoch: 0),
                now: UTCTime(millisecondsSinceEpoch: minutes * 60_000)
            )
        }
        #expect(!isExhausted(9, hasQueue: true, minutes: 10_000))
        #expect(isExhausted(10, hasQueue: true, minutes: 0))
        #expect(!isExhausted(0, hasQueue: false, minutes: 80))
        #expect(isExhausted(0, hasQueue: false, minutes: 100))
    }

    @Test func theSweeperMissesWhatShouldRun() throws {
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
    func theSweeperMissesTransfersAsWell(members: String, isNotRunning: Bool, isOverdue: Bool) throws {
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

    @Test func theSweeperBeginsSomewhereElseEachTime() {
        #expect(Sweeper.rotated([1, 2, 3], by: 4) == [2, 3, 1])
        #expect(Sweeper.rotated([1, 2, 3], by: Int.min).count == 3)
        #expect(Sweeper.rotated([Int](), by: 7) == [])
    }

    @Test func aNoticeNamesTheFirstTablesAndWhatToDo() {
        var report = CheckReport("shop", .quarantined, "12 of 13 tables are quarantined")
        report.passedTables = ["public.ok"]
        report.quarantinedTables = (1...12).map { .init(table: "public.t\($0)", reason: "source 2, DMS 1 rows") }
        report.manifest = "s3://b/k"
        let notice = MigrationNotice(report)
        #expect(notice.subject == "shop: Quarantined (12 of 13 tables)")
        #expect(notice.text.contains("- public.t10: source 2, DMS 1 rows"))
        #expect(!notice.text.contains("public.t11"))
        #expect(notice.text.contains("and 2 more, in the manifest"))
        #expect(notice.text.contains("s3://b/k"))
        #expect(notice.text.contains("What to do: "))
    }
}
