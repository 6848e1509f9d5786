import Testing
import UTCTime

@testable import DMSCompletionHandler

@Suite struct PlanTests {
    private let all = NextSteps(
        redshiftLoad: nil,
        crawler: "c",
        glueWorkflow: "w",
        stateMachine: "arn:aws:states:us-east-1:123456789012:stateMachine:m"
    )

    @Test func whatIsConfiguredFollowsAPassInItsOrder() {
        #expect(StepPlan(all, verdict: .passed, known: [:]).open == [.crawler, .glueWorkflow, .stateMachine])
        #expect(StepPlan(all, verdict: .partlyPassed, known: [:]).open.count == 3)
        #expect(StepPlan(NextSteps(), verdict: .passed, known: [:]).open.isEmpty)
    }

    @Test(arguments: [Manifest.Verdict.held, .failed]) func nothingFollowsAnythingElse(verdict: Manifest.Verdict) {
        #expect(StepPlan(all, verdict: verdict, known: [:]).open.isEmpty)
    }

    @Test func aStepIsTakenOnceAndAWaitingOneIsLookedAfter() {
        let known = ["crawler": "waiting", "glueWorkflow": "started", "stateMachine": "failing"]
        #expect(StepPlan(all, verdict: .passed, known: known).open == [.crawler, .stateMachine])
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
        func migration(_ more: String) throws -> Migration {
            let task = "arn:aws:dms:us-east-1:123456789012:task:EXAMPLE"
            return try Migration.list(json: Array(#"[{"name":"n","task":"\#(task)",\#(more)}]"#.utf8))[0]
        }
        let stopped = StopVerdictTests.task()
        let running = StopVerdictTests.task("running")
        let later = try #require(UTCTime(iso8601: "2026-11-22T05:00:00Z"))
        let soon = try #require(UTCTime(iso8601: "2026-11-21T05:00:00Z"))
        #expect(Sweeper.missing(try migration(#""mustRun":true"#), running, now: later) == nil)
        #expect(Sweeper.missing(try migration(#""mustRun":true"#), stopped, now: soon) != nil)
        #expect(Sweeper.missing(try migration(#""stopsWithinHours":26"#), stopped, now: later) != nil)
        #expect(Sweeper.missing(try migration(#""stopsWithinHours":26"#), stopped, now: soon) == nil)
        #expect(Sweeper.missing(try migration(#""stopsWithinHours":26"#), running, now: later) == nil)
        let never = StopVerdictTests.task("ready", nil, stopDate: nil)
        #expect(Sweeper.missing(try migration(#""stopsWithinHours":26"#), never, now: soon) != nil)
    }

    @Test func aNoticeNamesTheFirstTablesAndWhatToDo() {
        var report = CheckReport("shop", .held, "12 of 13 tables are held")
        report.passedTables = ["public.ok"]
        report.heldTables = (1...12).map { .init(table: "public.t\($0)", reason: "source 2, DMS 1 rows") }
        report.manifest = "s3://b/k"
        let notice = MigrationNotice(report)
        #expect(notice.subject == "shop: Held (12 of 13 tables)")
        #expect(notice.text.contains("- public.t10: source 2, DMS 1 rows"))
        #expect(!notice.text.contains("public.t11"))
        #expect(notice.text.contains("and 2 more, in the manifest"))
        #expect(notice.text.contains("s3://b/k"))
        #expect(notice.text.contains("What to do: "))
    }
}
