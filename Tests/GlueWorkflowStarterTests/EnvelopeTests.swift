import TestSupport
import Testing

@testable import GlueWorkflowStarter

/// Events in the envelopes of SQS, SNS, EventBridge and Scheduler, and events of other services.
@Suite(.serialized) struct EnvelopeTests {
    private static let start = #"{"mode":"start","workflow":"example-orders","dedupeKey":"k"}"#
    private static let jobEnded =
        #"{"version":"0","id":"e","detail-type":"Glue Job State Change","source":"aws.glue","detail":{"jobName":"load","state":"SUCCEEDED"}}"#

    private static func quoted(_ text: String) -> String { JSON.string(text).text }

    private static func sqs(_ bodies: [String], queue: String = "q") -> String {
        let records = bodies.enumerated().map { number, body in
            #"{"messageId":"m\#(number)","body":\#(quoted(body)),"eventSource":"aws:sqs","#
                + #""eventSourceARN":"arn:aws:sqs:eu-west-1:1:\#(queue)","attributes":{"MessageGroupId":"g"}}"#
        }
        return #"{"Records":[\#(records.joined(separator: ","))]}"#
    }

    private static func sns(_ message: String) -> String {
        #"{"Type":"Notification","MessageId":"m","TopicArn":"t","Message":\#(quoted(message))}"#
    }

    /// One request is the same in every envelope that brings it.
    @Test(arguments: [
        (
            start,
            GlueWorkflowStarterRequest.start(StartRequest(key: RunDedupeKey(workflow: "example-orders", name: "k")))
        ),
        (sns(start), .start(StartRequest(key: RunDedupeKey(workflow: "example-orders", name: "k")))),
        (#"{"Records":[{"EventSource":"aws:sns","Sns":\#(sns(jobEnded))}]}"#, .nodeChanged(name: "load")),
        (jobEnded, .nodeChanged(name: "load")),
        (jobEnded.replacing("Job State Change", with: "Job Run Status"), .nodeChanged(name: "load")),
        (
            #"{"detail-type":"Glue Crawler State Change","source":"aws.glue","detail":{"crawlerName":"crawl"}}"#,
            .nodeChanged(name: "crawl")
        ),
        (#"{"sweep":true}"#, .sweep),
        (#"{"detail-type":"Scheduled Event","source":"aws.events","detail":{}}"#, .sweep),
        (#"{"detail-type":"Scheduled Event","source":"aws.scheduler","detail":"{}"}"#, .sweep),
    ])
    func aRequestIsTheSameInEveryEnvelope(event: String, request: GlueWorkflowStarterRequest) throws {
        #expect(try LocalStarter.request(event) == request)
    }

    @Test func theMessagesOfAQueueAreRequests() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        let event = Self.sqs([Self.start, "no JSON", Self.sns(Self.jobEnded), #"{"mode":"start"}"#])
        let reply = try await local.invoke(Array(event.utf8))
        let failed = reply.output["batchItemFailures"]?.array?.compactMap { $0["itemIdentifier"]?.string }
        #expect(failed == ["m1", "m3"])
        #expect(local.glue.runs.map { $0.properties["starter.key"] } == ["k"])
        #expect(reply.log.count { $0.contains(#""outcome":"MessagesFailed""#) } == 2)
        #expect(try await local.invoke(Array(Self.sqs([]).utf8)).output["batchItemFailures"] == [])
    }

    @Test func aFailedMessageOfAFIFOGroupHoldsUpTheLaterOnes() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        let output = try await local.invoke(Array(Self.sqs([Self.jobEnded, "{", Self.start], queue: "q.fifo").utf8))
            .output
        #expect(output["batchItemFailures"]?.array?.compactMap { $0["itemIdentifier"]?.string } == ["m1", "m2"])
        #expect(local.glue.runs.isEmpty, "the message behind the failed one keeps its place")
    }

    @Test func theEventsOfAPipeAreAnsweredInOrder() async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        let output = try await local.invoke(Array("[\(Self.start),\(Self.jobEnded)]".utf8)).output
        #expect(output.array?.first?["status"] == "RUNNING")
        #expect(output.array?.last?["checked"] == 1)
        let error = await #expect(throws: StarterError.self) {
            try await local.invoke(Array("[{},\(Self.start.replacing("\"k\"", with: "\"k2\""))]".utf8))
        }
        #expect(error?.name == .invalidInput)
        #expect(local.glue.runs.count == 2, "the event behind the wrong one is handled")
    }

    // MARK: - Events for somebody else

    @Test(arguments: [
        (
            #"{"Records":[{"eventSource":"aws:s3","s3":{"bucket":{"name":"b"},"object":{"key":"k"}},"eventVersion":"2.1","eventName":"ObjectCreated:Put"}]}"#,
            "an S3 event (ObjectCreated:Put)"
        ),
        (#"{"Records":[{"eventSource":"aws:kinesis","kinesis":{}}]}"#, "a batch of Kinesis records"),
        (#"[{"eventID":"1","eventSource":"aws:dynamodb","dynamodb":{}}]"#, "a batch of a DynamoDB stream"),
        (#"{"httpMethod":"GET","requestContext":{"stage":"p"}}"#, "an API Gateway request (REST API)"),
        (
            #"{"source":"aws.dynamodb","detail-type":"AWS API Call via CloudTrail","detail":{}}"#,
            "an EventBridge event of aws.dynamodb (AWS API Call via CloudTrail)"
        ),
        (
            #"{"source":"aws.states","detail-type":"Step Functions Execution Status Change","detail":{}}"#,
            "an EventBridge event of aws.states (Step Functions Execution Status Change)"
        ),
        (#"{"source":"aws.dms","detail-type":"DMS Replication Task State Change","detail":{}}"#, "an event of DMS"),
        (#"{"status":"wr_1"}"#, #"the command {"status": …}"#), ("[]", "an empty list"),
        ("5", "JSON that is no object"),
        (
            #"{"invocationSchemaVersion":"1.0","invocationId":"i","job":{"id":"j"},"tasks":[]}"#,
            "a call of S3 Batch Operations"
        ),
        (#"{"key1":"a","key2":"b","key3":"c"}"#, "the test event of the Lambda console"),
    ])
    func anEventOfAnotherServiceIsRefusedByName(event: String, origin: String) async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        let error = await #expect(throws: StarterError.self) { try await local.invoke(Array(event.utf8)) }
        #expect(error?.name == .invalidInput)
        #expect(
            error?.message
                == "this is \(origin); GlueWorkflowStarter takes inputs with a \"mode\", {\"sweep\": true}, schedules, and state changes of Glue jobs and crawlers"
        )
    }

    /// Whoever has a task's token may answer for the task.
    @Test(arguments: [
        #"{"mode":"startAndWait","taskToken":"SECRET""#, #"{"taskToken":"SECRET","sweep":1}"#,
        #"{"detail-type":"Glue Job State Change","source":"aws.glue","detail":{"taskToken":"SECRET"}}"#,
        #"{"taskToken":["SECRET"],"mode":"startAndWait","workflow":"w","dedupeKey":"k"}"#,
    ])
    func anErrorQuotesNoToken(event: String) async throws {
        let local = try LocalStarter()
        defer { local.stop() }
        let error = await #expect(throws: StarterError.self) { try await local.invoke(Array(event.utf8)) }
        #expect(error?.message.contains("SECRET") == false, "\(error?.message ?? "")")
        let output = try await local.invoke(Array(Self.sqs([event]).utf8))
        #expect(!output.log.joined().contains("SECRET"))
    }
}
