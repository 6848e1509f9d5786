import LambdaRuntime
import Testing
import UTCTime

@testable import DMSCompletionHandler

@Suite struct DMSCompletionHandlerRequestTests {
    private let now = UTCTime(millisecondsSinceEpoch: 1_795_250_000_000)
    private let task = "arn:aws:dms:us-east-1:123456789012:task:EXAMPLE"

    private func event(_ detail: String, resources: String? = nil, source: String = "aws.dms") -> String {
        let resources = resources ?? #"["\#(task)"]"#
        return
            #"{"source":"\#(source)","detail-type":"x","time":"2026-11-21T02:00:05Z","resources":\#(resources),"detail":\#(detail)}"#
    }

    @Test(arguments: [
        (#"{"eventId":"DMS-EVENT-0079","eventType":"REPLICATION_TASK_STOPPED"}"#, true),
        (#"{"eventId":"DMS-EVENT-0078","eventType":"REPLICATION_TASK_FAILED"}"#, true),
        (#"{"eventType":"REPLICATION_STOPPED"}"#, true), (#"{"eventType":"REPLICATION_FAILED"}"#, true),
        (#"{"eventId":" DMS-EVENT-0079 "}"#, true),
        // A stop by another number than today's is still one by its type.
        (#"{"eventId":"DMS-EVENT-9999","eventType":"REPLICATION_TASK_STOPPED"}"#, true),
        // An event that says nothing is worth a look.
        ("{}", true),
        (#"{"eventId":"DMS-EVENT-0069","eventType":"REPLICATION_TASK_STARTED"}"#, false),
        (#"{"eventId":"DMS-EVENT-0081"}"#, false), (#"{"eventId":"DMS-EVENT-0091"}"#, false),
        (#"{"eventId":"DMS-EVENT-0093"}"#, false), (#"{"eventId":"DMS-EVENT-0080"}"#, false),
        (#"{"eventId":"DMS-EVENT-0073"}"#, false), (#"{"eventId":"DMS-EVENT-0074"}"#, false),
    ])
    func onlyWhatCanMeanAnEndIsLookedAt(detail: String, isEnd: Bool) throws {
        switch try DMSCompletionHandlerRequest(json: event(detail), receivedAt: now) {
        case .check(let request):
            #expect(isEnd)
            #expect(request.subject == .resource(task))
            #expect(request.endedAt == UTCTime(iso8601: "2026-11-21T02:00:05Z"))
        case .ignored: #expect(!isEnd)
        case .sweep: Issue.record("no sweep was asked for")
        }
    }

    @Test func aLegacyMessageIsReadWithItsTrailingSpaceAndItsOwnTime() throws {
        let message =
            #"{"Event Source":"replication-task","Event Time":"2026-11-21 02:00:05.123","SourceId":"example-shop","#
            + #""Event ID":"http://docs.aws.amazon.com/x#DMS-EVENT-0078 ","Event Message":"failed"}"#
        let expected = CheckRequest(
            subject: .identifier("example-shop"),
            endedAt: UTCTime(iso8601: "2026-11-21T02:00:05.123Z")
        )
        #expect(try DMSCompletionHandlerRequest(json: message, receivedAt: now) == .check(expected))
    }

    /// The shapes that DMS has published.
    @Test(arguments: [
        #""SourceId":"example-shop","Identifier Link":"https://console.aws.amazon.com/dms#taskDetails/other""#,
        #""SourceId":" Example-Shop ""#, #""Source ID":"Example-Shop""#,
        #""Identifier Link":"https://console.aws.amazon.com/dms/home?region=us-east-1#tasks:ids=Example-Shop\nSourceId: Example-Shop ""#,
        #""Identifier Link":"https://console.aws.amazon.com/dms/home?region=us-east-1#tasks:ids=example-shop""#,
        #""Identifier Link":"https://console.aws.amazon.com/dms/v2/home?region=us-east-1#taskDetails/example-shop""#,
        #""SourceId":"example-shop","Notification time":"2026-11-21 02:00:06.000""#,
        #""SourceId":"","Identifier Link":"x\nSourceId: example-shop \n""#,
    ])
    func everyPublishedSubscriptionMessageNamesItsTask(members: String) throws {
        let message =
            #"{"Event Source":"replication-task","Event Time":"2026-11-21 02:00:05.123",\#(members),"#
            + #""Event ID":"http://docs.aws.amazon.com/dms/latest/userguide/CHAP_Events.html#DMS-EVENT-0079 ","Event Message":"stopped"}"#
        let expected = CheckRequest(
            subject: .identifier("example-shop"),
            endedAt: UTCTime(iso8601: "2026-11-21T02:00:05.123Z")
        )
        #expect(try DMSCompletionHandlerRequest(json: message, receivedAt: now) == .check(expected))
    }

    @Test func theScheduleIsASweepWithEitherKindOfDetail() throws {
        for detail in ["{}", #""{}""#] {
            let event =
                #"{"source":"aws.scheduler","detail-type":"Scheduled Event","resources":[],"detail":\#(detail)}"#
            #expect(try DMSCompletionHandlerRequest(json: event, receivedAt: now) == .sweep)
        }
    }

    @Test func whatTheFunctionSendsItselfItCanRead() throws {
        let json = #"{"recheck":{"attempt":3,"endedAt":"2026-11-21T02:00:05.000Z","resource":"\#(task)"}}"#
        let expected = CheckRequest(
            subject: .resource(task),
            endedAt: UTCTime(iso8601: "2026-11-21T02:00:05Z"),
            attempt: 3
        )
        #expect(try DMSCompletionHandlerRequest(json: json, receivedAt: now) == .check(expected))
    }

    @Test func aManualCallSaysWhatItWants() throws {
        let json = #"{"migration":"shop","force":true,"failUnlessPassed":true}"#
        let expected = CheckRequest(subject: .migration("shop"), isAsked: true, isForced: true, failsUnlessPassed: true)
        #expect(try DMSCompletionHandlerRequest(json: json, receivedAt: now) == .check(expected))
        #expect(
            try DMSCompletionHandlerRequest(json: #"{"taskArn":"\#(task)"}"#, receivedAt: now)
                == .check(CheckRequest(subject: .resource(task), isAsked: true))
        )
    }

    @Test(arguments: [
        ("nonsense", "it begins: nonsense"), ("[]", "this is JSON that is no object; DMSCompletionHandler takes"),
        ("{}", "this is an empty object; DMSCompletionHandler takes events of DMS and DataSync"),
        (#"{"orders":1}"#, "this is an object with"), (#"{"backfill":{}}"#, "this is the command"),
        (
            #"{"source":"aws.ec2","detail-type":"x"}"#,
            "this is an EventBridge event of aws.ec2 (x); DMSCompletionHandler takes"
        ),
        (#"{"source":"aws.dms","detail-type":"x","resources":[]}"#, "does not say which task"),
        (#"{"recheck":{"resource":"r","attempt":-1}}"#, "attempt must be from 0 to 1000"),
        (#"{"migration":"shop","force":"yes"}"#, "force"),
    ])
    func whatCannotBeReadIsNamed(json: String, words: String) {
        let error = #expect(throws: InvalidRequest.self) {
            try DMSCompletionHandlerRequest(json: json, receivedAt: now)
        }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
}
