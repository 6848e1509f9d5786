import LambdaRuntime
import LambdaEvents
import Testing
import UTCTime

@testable import RedshiftUnloader

@Suite struct RequestTests {
    private func read(_ event: String, plan: String? = "sales") throws -> RedshiftUnloaderRequest {
        let defaults = RequestDefaults(plan: plan, statementPrefix: "p", requestID: "r", now: sampleTime)
        guard case .direct(let contents) = try RedshiftUnloader.read(Array(event.utf8)) else {
            throw InvalidRequest("a queue's")
        }
        return try #require(try RedshiftUnloader.requests(contents, defaults).first)
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
                == .start(RunRequest(plan: .named("sales"), trigger: .manual(id: "r"), time: sampleTime), waits: nil)
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
        (#"[]"#, "empty list"), (#"{"plan": 7}"#, "plan's name"), (#"{"id": ""}"#, "id is expected"),
        (#"{"wait": "yes"}"#, "wait must be"), (#"{"scheduledTime": "yesterday"}"#, "yesterday"),
        (#"{"scheduledTime": "2062-11-21T02:00:00Z"}"#, "a day ahead"),
        (#"{"scheduledTime": "2026-02-31T00:00:00Z"}"#, "2026-02-31"),
        (#"{"scheduleArn": "arn:a"}"#, "goes with"), (#"{"retry": ""}"#, "retry is expected to be an id"),
        (#"{"retry": "a", "plan": "b"}"#, "plan"), (#"{"retry": "a", "sweep": true}"#, "together"),
        (#"{"sweep": true, "plan": "a"}"#, "plan"), (#"{"pause": "a", "resume": "b"}"#, "resume"), (#""run""#, "takes"),
        (#"{"backfill": "sales"}"#, "backfill must be"),
        (#"{"sweep": 1}"#, "sweep"), (#"{"backfill": {"from": "2026-01-01T00:00:00Z"}}"#, "later than it"),
        (#"{"backfill": {"from": "2026-01-02T00:00:00Z", "to": "2026-01-01T00:00:00Z"}}"#, "later than it"),
        (
            #"{"backfill": {"from": "2026-01-01T00:00:00Z", "to": "2026-01-02T00:00:00Z", "concurrency": 11}}"#,
            "from 1 to 10"
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

    /// Mistakes of people who write JSON by hand.
    @Test(arguments: [
        ("{'plan': 'sales'}", "line 1, column 2"), ("{\"plan\": \"sales\",}", "line 1, column"),
        ("{\"plan\": \"sales\"", "line 1"), ("{\"plan\": \"a\tb\"}", "line 1"), ("", ""), ("   ", ""),
        ("{\n  // comment\n  \"plan\": \"sales\"\n}", "line 2, column 3"),
        ("{\"retry\": \"a\"} {\"retry\": \"b\"}", "line 1"), ("{\"wait\": True}", "line 1, column 10"),
        ("{\r\n\"plan\": \u{201C}sales\u{201D}\r\n}", "line 2, column 9"), ("plan: sales", "line 1, column 1"),
    ])
    func aSlipIsFoundByItsPlace(text: String, place: String) {
        let error = #expect(throws: InvalidRequest.self) { try read(text) }
        #expect(error?.errorMessage.contains(place) == true, "\(error?.errorMessage ?? "")")
    }

    @Test(arguments: [
        (#"{"Records":[{"eventSource":"aws:s3"}]}"#, "aws:s3"),
        (#"{"Records":[{"eventSource":"aws:kinesis"}]}"#, "Kinesis"),
        (#"{"source":"example","detail-type":"Something","detail":{}}"#, "example (Something)"),
        (#"{"source":"aws.glue","detail-type":"Glue Job State Change","detail":{"jobName":"j"}}"#, "Glue job"),
        (#"{"key1":"a","key2":"b","key3":"c"}"#, "Lambda console"),
        (#"{"cron": 1, "awslogs": {"data": ""}}"#, "CloudWatch Logs"),
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
        for other in [#"{"statementName":"q/run/export/2"}"#, #"{"statementName":"p/x"}"#, #"{"statementId":"s"}"#] {
            #expect(try read(event(other)) == .statementOver(nil))
        }
        #expect(throws: InvalidRequest.self) { try read(event("{}")) }
    }

    @Test func anEventInAnSNSMessageIsTheEvent() throws {
        let message = #"{\"retry\":\"a\"}"#
        #expect(
            try read(#"{"Records":[{"EventSource":"aws:sns","Sns":{"Type":"Notification","Message":"\#(message)"}}]}"#)
                == .retry("a", takesPresentPlan: false, waits: nil)
        )
    }
}
