import AWSClient
import AWSDynamoDB
import AWSRedshiftData
import RedshiftSQL
import Testing
import UTCTime

@testable import RedshiftUnloader

private let start = UTCTime(millisecondsSinceEpoch: 1_795_226_400_000)

private func definition(_ name: String) -> PlannedExport {
    PlannedExport(
        name: name,
        source: .query("select 1"),
        before: [],
        location: "s3://example-lake/${export}/",
        writeDisposition: .append,
        role: .default,
        database: nil,
        options: UnloadOptions(),
        windowColumn: nil,
        windowType: .timestamp,
        onEmpty: .publish,
        timeoutMinutes: 60,
        catalog: nil
    )
}

/// An export in a phase, or over with an outcome.
private func export(
    _ name: String,
    _ phase: ExportRun.Phase = .pending,
    _ outcome: ExportOutcome? = nil,
    round: Int = 1
) -> ExportRun {
    var export = ExportRun(definition(name))
    export.phase = phase
    export.round = round
    if phase != .pending { export.since = start }
    if phase == .submitted || phase == .stopping { export.submittedAt = start }
    export.result = outcome.map { ExportResult(outcome: $0, endedAt: start) }
    return export
}

private func run(active: [String] = [], limit: Int = 2, round: Int = 1, isCancelled: Bool = false) throws -> UnloadRun {
    let plan = UnloadPlan(
        name: "p",
        warehouse: Warehouse(target: .serverless(workgroup: "w", database: "d", secretARN: nil), role: nil),
        window: .none,
        maximumStatements: limit,
        retry: RetryPolicy(),
        exports: []
    )
    let request = RunRequest(plan: .named("p"), trigger: .manual(id: "i"), time: start)
    var run = UnloadRun(request, plan, id: "p-1", trigger: "test", window: nil, time: start, startedAt: start)
    run.state = .open
    run.active = active
    run.round = round
    run.isCancelRequested = isCancelled
    return run
}

@Suite struct RunMachineTests {
    private func next(_ run: UnloadRun, _ exports: [ExportRun], after seconds: Int = 0) -> RunMachine.Step? {
        RunMachine(run: run, exports: exports, now: start.advanced(by: .seconds(seconds))).next
    }

    @Test func takesSlotsBeforeItDoesAnything() throws {
        let all = [export("a"), export("b"), export("c")]
        #expect(next(try run(), all) == .take(slots: ["a", "b"]))
        #expect(next(try run(active: ["a", "b"]), all) == .work([.submit("a"), .submit("b")]))
    }

    @Test func aSlotThatIsFreeGoesToTheNext() throws {
        let all = [export("a", .submitted), export("b", .over, .failed), export("c")]
        #expect(next(try run(active: ["a", "b"]), all) == .take(slots: ["a", "c"]))
    }

    @Test(arguments: [
        (export("a"), RunMachine.Task.submit("a")), (export("a", .submitting), .submit("a")),
        (export("a", .submitted), .check("a")), (export("a", .stopping), .check("a")),
        (export("a", .waiting), .submit("a")),
        (export("a", .over, .failed), .submit("a")), (export("a", .over, .overlapped), .submit("a")),
    ])
    func everyPhaseHasItsStep(export: ExportRun, task: RunMachine.Task) throws {
        // In the second round: what failed in the first is to be run again.
        #expect(next(try run(active: ["a"], round: 2), [export]) == .work([task]))
    }

    @Test(arguments: [(3599, RunMachine.Task.check("a")), (3600, .stop("a", because: .timedOut))])
    func stopsWhatIsOverItsLimit(seconds: Int, task: RunMachine.Task) throws {
        #expect(next(try run(active: ["a"]), [export("a", .submitted)], after: seconds) == .work([task]))
    }

    @Test func aCancelledRunStopsWhatRunsAndDropsTheRest() throws {
        let all = [export("a", .submitted), export("b", .submitting), export("c"), export("d", .over, .unloaded)]
        #expect(
            next(try run(active: ["a", "b"], isCancelled: true), all)
                == .work([.stop("a", because: .cancelled), .submit("b"), .drop("c")])
        )
    }

    @Test(arguments: [
        ([ExportOutcome.unloaded, .empty, .covered], UnloadRun.Status.succeeded), ([.unloaded, .failed], .partial),
        ([.timedOut, .failed], .failed), ([.failed, .overlapped], .failed), ([.unloaded, .cancelled], .cancelled),
        ([.overlapped], .skipped), ([.unloaded, .overlapped], .succeeded), ([.empty, .timedOut], .partial),
    ])
    func closesWithWhatCameOfItsExports(outcomes: [ExportOutcome], status: UnloadRun.Status) throws {
        let exports = outcomes.enumerated().map { export("\($0)", .over, $1) }
        #expect(next(try run(), exports) == .close(status))
        var closed = try run()
        closed.state = status
        #expect(next(closed, exports) == nil)
    }

    @Test func isStuckHalfAnHourBeyondTheLimit() throws {
        func isStuck(_ export: ExportRun, after seconds: Int) throws -> Bool {
            RunMachine(run: try run(active: ["a"]), exports: [export], now: start.advanced(by: .seconds(seconds)))
                .isStuck
        }
        for phase in [ExportRun.Phase.submitting, .submitted, .stopping] {
            #expect(try !isStuck(export("a", phase), after: 5400))
            #expect(try isStuck(export("a", phase), after: 5401))
        }
        #expect(try !isStuck(export("a", .over, .failed), after: 99_999))
    }
}

@Suite struct VerdictTests {
    private func statement(_ status: RedshiftDataStatement.Status, error: String? = nil) -> RedshiftDataStatement {
        RedshiftDataStatement(
            id: "i",
            status: status,
            error: error,
            duration: nil,
            queryID: nil,
            updatedAt: nil,
            parts: []
        )
    }

    private func verdict(
        _ statement: RedshiftDataStatement,
        _ phase: ExportRun.Phase = .submitted,
        stopping: ExportOutcome? = nil,
        after seconds: Int = 0
    ) -> StatementVerdict {
        var subject = export("a", phase)
        subject.stopping = stopping
        return StatementVerdict(statement, of: subject, now: start.advanced(by: .seconds(seconds)))
    }

    @Test func everyStatusHasOne() {
        #expect(verdict(statement(.running)) == .wait)
        #expect(verdict(statement(.finished)) == .verify)
        #expect(verdict(statement(.failed, error: "E")) == .over(.failed, message: "E"))
        #expect(verdict(statement(.failed)) == .over(.failed, message: "Redshift gives no reason"))
        guard case .over(.failed, let message) = verdict(statement(.aborted, error: "by a rule")) else {
            return #expect(Bool(false))
        }
        #expect(message?.contains("aborted at the database") == true)
        #expect(message?.hasSuffix("by a rule") == true)
    }

    @Test func whatIsToStopIsCancelledAgainAndAgainAndThenGivenUp() {
        #expect(verdict(statement(.running), .stopping, stopping: .timedOut, after: 899) == .cancel)
        guard case .over(.timedOut, _) = verdict(statement(.running), .stopping, stopping: .timedOut, after: 900) else {
            return #expect(Bool(false))
        }
        guard case .over(.timedOut, let message) = verdict(statement(.aborted), .stopping, stopping: .timedOut) else {
            return #expect(Bool(false))
        }
        #expect(message?.contains("60 minutes") == true)
        #expect(verdict(statement(.finished), .stopping, stopping: .cancelled) == .verify)
    }

    @Test(arguments: [
        ("ActiveStatementsExceededException", AWSError.Kind.permanent, SubmissionFailure.busy),
        ("ThrottlingException", .throttled, .busy), ("outOfTime", .outOfTime, .busy),
        ("DatabaseConnectionException", .permanent, .passing), ("InternalServerException", .transient, .passing),
        ("timedOut", .transient, .passing), ("ValidationException", .permanent, .refused),
        ("ResourceNotFoundException", .permanent, .refused), ("AccessDeniedException", .permanent, .refused),
    ])
    func submissionsFailInThreeWays(code: String, kind: AWSError.Kind, failure: SubmissionFailure) {
        let error = AWSError(service: "Redshift Data", operation: "x", code: code, message: "", kind: kind)
        #expect(SubmissionFailure(error) == failure)
    }
}

@Suite struct RequestTests {
    private func read(_ event: String, plan: String? = "sales") throws -> RedshiftUnloaderRequest {
        try RedshiftUnloaderRequest.Reader(defaultPlan: plan, statementPrefix: "p", requestID: "r", now: start).read(
            Array(event.utf8)
        )
    }

    private let arn = "arn:aws:scheduler:us-east-1:123456789012:schedule/default/a"
    private let time = UTCTime(iso8601: "2026-11-21T02:00:00Z")

    @Test func aScheduleIsItsARNAndItsTime() throws {
        let expected = RedshiftUnloaderRequest.start(
            RunRequest(plan: .named("sales"), trigger: .schedule(arn: arn), time: try #require(time)),
            waits: nil
        )
        let envelope = #""detail-type":"Scheduled Event","time":"2026-11-21T02:00:00Z","resources":["\#(arn)"]"#
        #expect(try read(#"{"source":"aws.scheduler",\#(envelope),"detail":"{}"}"#) == expected)
        #expect(try read(#"{"source":"aws.events",\#(envelope),"detail":{}}"#) == expected)
        #expect(try read(#"{"scheduleArn":"\#(arn)","scheduledTime":"2026-11-21T02:00:00Z"}"#) == expected)
    }

    @Test func aManualStartIsKeyedOnTheRequestUnlessTheCallerSaysOtherwise() throws {
        #expect(
            try read("{}")
                == .start(RunRequest(plan: .named("sales"), trigger: .manual(id: "r"), time: start), waits: nil)
        )
        #expect(
            try read(#"{"plan":"x","id":"i","scheduledTime":"2026-11-21T02:00:00Z","wait":true}"#)
                == .start(
                    RunRequest(plan: .named("x"), trigger: .manual(id: "i"), time: try #require(time)),
                    waits: true
                )
        )
    }

    @Test(arguments: [
        (#"[]"#, "not an object"), (#"{"plan": 7}"#, "plan's name"), (#"{"id": ""}"#, "\"id\""),
        (#"{"wait": "yes"}"#, "true or false"), (#"{"scheduledTime": "yesterday"}"#, "yesterday"),
        (#"{"scheduleArn": "arn:a"}"#, "goes with"), (#"{"retry": ""}"#, "run's id"),
        (#"{"retry": "a", "plan": "b"}"#, "plan"),
        (#"{"sweep": 1}"#, "sweep"), (#"{"backfill": {"from": "2026-01-01T00:00:00Z"}}"#, "later than it"),
        (#"{"backfill": {"from": "2026-01-02T00:00:00Z", "to": "2026-01-01T00:00:00Z"}}"#, "later than it"),
        (
            #"{"backfill": {"from": "2026-01-01T00:00:00Z", "to": "2026-01-02T00:00:00Z", "concurrency": 11}}"#,
            "1 to 10"
        ),
        (#"{"source": "aws.scheduler", "detail-type": "Scheduled Event", "detail": "{}"}"#, "resources"),
    ])
    func saysWhatIsWrong(event: String, word: String) throws {
        let error = #expect(throws: InvalidRequest.self) { try read(event) }
        #expect(error?.errorMessage.contains(word) == true, "\(error?.errorMessage ?? "")")
    }

    @Test func brokenJSONIsNamedByItsLineAndColumn() {
        let error = #expect(throws: InvalidRequest.self) { try read("{\n  \"plan\": sales\n}") }
        #expect(error?.errorMessage.contains("line 2, column 11") == true, "\(error?.errorMessage ?? "")")
    }

    @Test(arguments: [
        (#"{"Records":[{"eventSource":"aws:s3"}]}"#, "aws:s3"),
        (#"{"Records":[{"EventSource":"aws:sns"}]}"#, "aws:sns"),
        (#"{"Records":[{"eventSource":"aws:sqs","body":"{}"}]}"#, "aws:sqs"), (#"{"Records":7}"#, "another service"),
        (#"{"source":"aws.s3","detail-type":"Object Created","detail":{}}"#, "aws.s3"),
    ])
    func anotherServicesEventIsSaidToBe(event: String, word: String) {
        let error = #expect(throws: InvalidRequest.self) { try read(event) }
        #expect(error?.errorMessage.contains(word) == true)
        #expect(error?.errorMessage.contains("RedshiftUnloader takes") == true)
    }

    @Test func commandsTakeRunsAndBackfills() throws {
        #expect(try read(#"{"retry":"a","present_plan":true}"#) == .retry("a", takesPresentPlan: true, waits: nil))
        #expect(try read(#"{"pause":"a"}"#) == .pause("a"))
        #expect(try read(#"{"resume":"a"}"#) == .resume("a"))
        #expect(try read(#"{"cancel":"a"}"#) == .cancel("a"))
    }

    @Test func withoutAPlanThereIsNothingToStart() throws {
        #expect(throws: InvalidRequest.self) { try read("{}", plan: nil) }
        #expect(throws: (any Error).self) { try read("not JSON") }
    }

    @Test func anEventIsOursByItsStatementsName() throws {
        func event(_ detail: String) -> String {
            #"{"source":"aws.redshift-data","detail-type":"Redshift Data Statement Status Change","detail":\#(detail)}"#
        }
        #expect(
            try read(event(#"{"statementName":"p/run/export/2","state":"FAILED"}"#))
                == .statementOver(StatementName(prefix: "p", runID: "run", export: "export", attempt: 2))
        )
        for other in [#"{"statementName":"q/run/export/2"}"#, #"{"statementName":"p/x"}"#, "{}", #""""#] {
            #expect(try read(event(other)) == .statementOver(nil))
        }
    }
}
