import JSON
import Testing
import UTCTime

@testable import LambdaEvents

/// Payloads of every source: their envelopes are taken off, and what is left has one name.
@Suite struct EventDeliveryTests {
    private let record =
        #"{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"eu-west-1","eventTime":"2026-11-21T00:00:00.000Z","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":"a+b","size":5,"eTag":"e"}}}"#
    private var notification: String { #"{"Records":[\#(record)]}"# }
    private let created =
        #"{"version":"0","id":"e1","detail-type":"Object Created","source":"aws.s3","region":"eu-west-1","time":"2026-11-21T00:00:00Z","resources":[],"detail":{"bucket":{"name":"b"},"object":{"key":"a b","size":5,"etag":"e"}}}"#

    private func quoted(_ text: String) throws -> String { JSONValue.string(text).text() }

    private func sns(_ message: String) throws -> String {
        #"{"Type":"Notification","MessageId":"m","TopicArn":"t","Message":\#(try quoted(message))}"#
    }

    private func sqs(_ bodies: String..., isBare: Bool = false) throws -> String {
        let records = try bodies.enumerated().map {
            #"{"messageId":"m\#($0)","body":\#(try quoted($1)),"eventSource":"aws:sqs","attributes":{}}"#
        }.joined(separator: ",")
        return isBare ? "[\(records)]" : #"{"Records":[\#(records)]}"#
    }

    private func direct(_ payload: String) throws -> [UnwrappedEvent] {
        guard case .direct(let contents) = try EventDelivery(Array(payload.utf8)) else {
            Issue.record("not direct: \(payload.prefix(80))")
            return []
        }
        return contents
    }

    private func keys(_ contents: [UnwrappedEvent]) -> [String] {
        contents.flatMap { content -> [String] in
            if case .s3(let events, nil) = content { events.map(\.key) } else { [content.origin] }
        }
    }

    @Test func anS3EventIsTheSameInEveryEnvelope() throws {
        let bodies = [notification, created, try sns(notification), try sns(created)]
        for body in bodies {
            guard case .queue(let messages) = try EventDelivery(Array(try sqs(body).utf8)) else {
                Issue.record("no queue")
                continue
            }
            #expect(keys(try messages.map { try $0.content() }) == ["a b"])
            // The same without a queue.
            #expect(keys(try direct(body)) == ["a b"])
        }
        let record =
            #"{"Records":[{"EventSource":"aws:sns","Sns":\#(try sns(notification))},{"Sns":\#(try sns(created))}]}"#
        #expect(keys(try direct(record)) == ["a b", "a b"])
        #expect(keys(try direct("[\(created),\(created)]")) == ["a b", "a b"])
    }

    @Test func aPipeHandsOverABareArrayOfMessages() throws {
        guard case .queue(let messages) = try EventDelivery(Array(try sqs(created, "x", isBare: true).utf8)) else {
            Issue.record("no queue")
            return
        }
        #expect(messages.map(\.messageID) == ["m0", "m1"])
    }

    @Test func anEmptyBatchIsAQueueWithoutMessages() throws {
        for payload in [#"{"Records":[]}"#] {
            guard case .queue(let messages) = try EventDelivery(Array(payload.utf8)) else {
                Issue.record("no queue")
                continue
            }
            #expect(messages.isEmpty)
        }
    }

    @Test func aMessageThatCannotBeReadFailsAlone() throws {
        guard case .queue(let messages) = try EventDelivery(Array(try sqs("this is no JSON", created).utf8)) else {
            Issue.record("no queue")
            return
        }
        let error = #expect(throws: UnreadableEvent.self) { try messages[0].content() }
        #expect(error?.description.hasSuffix("it begins: this is no JSON") == true)
        #expect(keys([try messages[1].content()]) == ["a b"])
    }

    @Test func aRecordThatCannotBeReadDoesNotStopItsNeighbours() throws {
        let contents = try direct(#"{"Records":[\#(record),{"s3":{}}]}"#)
        guard case .s3(let events, let problem?) = contents.first else {
            Issue.record("no problem")
            return
        }
        #expect(events.map(\.key) == ["a b"])
        #expect(problem.description == "a record of the event cannot be read (Records[1].eventVersion is missing)")
    }

    @Test(arguments: ["", "{", #"{"Records":[{"body":"x","eventSource":"aws:sqs","messageId":5}]}"#, "\u{1}", "{}}"])
    func aPayloadThatIsNoEventIsRefused(payload: String) {
        #expect(throws: UnreadableEvent.self) { try EventDelivery(Array(payload.utf8)) }
    }

    /// A function whose events hold task tokens or passwords logs the reason only.
    @Test(arguments: [
        (#"{"sweep":true,"taskToken":"SECRET""#, "(line 1, column"), (#"{"sweep":"SECRET"}"#, "sweep must be"),
        (
            #"{"detail-type":"Glue Job State Change","source":"aws.glue","detail":{"x":"SECRET"}}"#,
            "detail.jobName is missing"
        ),
    ])
    func theReasonOfAnErrorQuotesNoValue(payload: String, reason: String) {
        let error = #expect(throws: UnreadableEvent.self) { try direct(payload) }
        #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
        #expect(error?.reason.contains("SECRET") == false)
        #expect(error?.description.contains("SECRET") == true)
    }

    @Test func anSNSMessageThatIsNoJSONSaysSo() throws {
        let error = #expect(throws: UnreadableEvent.self) { try direct(try sns("plain text")) }
        #expect(error?.description.contains("Message") == true || error?.description.contains("JSON") == true)
        #expect(throws: UnreadableEvent.self) { try direct(try sns(try sns(notification))) }
    }

    @Test func aScheduleIsARuleOrScheduler() throws {
        let rule =
            #"{"detail-type":"Scheduled Event","source":"aws.events","time":"2026-11-21T02:00:00Z","resources":["arn:rule"],"detail":{}}"#
        let scheduler =
            #"{"detail-type":"Scheduled Event","source":"aws.scheduler","time":"2026-11-21T02:00:00Z","resources":["arn:schedule"],"detail":"{}"}"#
        for (payload, arn) in [(rule, "arn:rule"), (scheduler, "arn:schedule")] {
            guard case .schedule(let event) = try direct(payload).first else {
                Issue.record("no schedule")
                continue
            }
            #expect(event.arn == arn)
            #expect(event.time?.rfc3339 == "2026-11-21T02:00:00.000Z")
            #expect(event.detail.kind == .object)
        }
    }

    @Test func commandsAreTheSameInEveryFunction() throws {
        guard case .command(let sweep) = try direct(#"{"sweep":true}"#).first else {
            Issue.record("no command")
            return
        }
        #expect(sweep.name == .sweep)
        guard case .command(let retry) = try direct(#"{"retry":"run-1","wait":true}"#).first else {
            Issue.record("no command")
            return
        }
        #expect(retry.name == .retry)
        #expect(try retry.argument.string == "run-1")
        #expect(try retry["wait"].bool)
        try retry.refuseOptions(otherThan: "wait")
        let error = #expect(throws: JSONError.self) { try retry.refuseOptions(otherThan: "force") }
        #expect(error?.description == #"wait is no member of this command; it has "retry", "force""#)
        for name in FunctionCommand.Name.allCases where name != .sweep {
            guard case .command(let command) = try direct(#"{"\#(name.rawValue)":"x"}"#).first else {
                Issue.record("\(name) is no command")
                continue
            }
            #expect(command.name == name)
        }
        for payload in [#"{"sweep":false}"#, #"{"sweep":"yes"}"#, #"{"status":"a","cancel":"a"}"#] {
            #expect(throws: UnreadableEvent.self) { try direct(payload) }
        }
    }

    @Test func anythingElseIsTheFunctionsOwn() throws {
        for payload in [#"{"mode":"start","workflow":"w"}"#, "5", #""x""#, "null", #"{"plan":"sales"}"#] {
            guard case .own = try direct(payload).first else {
                Issue.record("not own: \(payload)")
                continue
            }
        }
    }

    @Test(arguments: [
        (#"{"Records":[{"eventSource":"aws:kinesis","kinesis":{"data":""}}]}"#, "a batch of Kinesis records"),
        (#"{"Records":[{"eventSource":"aws:dynamodb","dynamodb":{}}]}"#, "a batch of a DynamoDB stream"),
        (#"{"Records":[{"eventSource":"aws:ses","ses":{}}]}"#, "an e-mail received by SES"),
        (#"{"Records":[{"eventSource":"aws:codecommit"}]}"#, "a CodeCommit trigger"),
        (#"{"Records":[{"cf":{"config":{}}}]}"#, "a CloudFront (Lambda@Edge) request"),
        (#"{"eventSource":"aws:kafka","eventSourceArn":"a","records":{}}"#, "a batch of Kafka records"),
        (#"{"eventSource":"aws:rmq","eventSourceArn":"a","rmqMessagesByQueue":{}}"#, "a batch of Amazon MQ messages"),
        (#"{"awslogs":{"data":"H4s"}}"#, "a batch of CloudWatch Logs"),
        (#"{"source":"aws.cloudwatch","alarmArn":"a","alarmData":{}}"#, "an alarm action of CloudWatch"),
        (#"{"resource":"/","httpMethod":"GET","requestContext":{"stage":"p"}}"#, "an API Gateway request (REST API)"),
        (#"{"version":"2.0","requestContext":{"http":{"method":"GET"}}}"#, "an API Gateway request (HTTP API)"),
        (
            #"{"version":"2.0","requestContext":{"domainName":"x.lambda-url.eu-west-1.on.aws","http":{}}}"#,
            "a request to a Lambda function URL"
        ),
        (#"{"requestContext":{"connectionId":"c","eventType":"CONNECT"}}"#, "an API Gateway message (WebSocket API)"),
        (#"{"httpMethod":"GET","requestContext":{"elb":{}}}"#, "a request of an Application Load Balancer"),
        (
            #"{"requestContext":{"condition":"Success"},"requestPayload":{},"responsePayload":{}}"#,
            "a record of a Lambda destination"
        ),
        (#"{"triggerSource":"PreSignUp_SignUp","userPoolId":"u"}"#, "a trigger of a Cognito user pool"),
        (#"{"CodePipeline.job":{"id":"i"}}"#, "a job of CodePipeline"),
        (#"{"RequestType":"Create","ResponseURL":"u","StackId":"s"}"#, "a CloudFormation custom resource"),
        (#"{"invocationId":"i","deliveryStreamArn":"a","records":[]}"#, "a batch of Data Firehose records"),
        (#"{"invokingEvent":"{}","configRuleName":"r"}"#, "an evaluation of AWS Config"),
        (#"{"type":"TOKEN","methodArn":"a"}"#, "an API Gateway authorizer request"),
        (#"{"Step":"createSecret","SecretId":"s","ClientRequestToken":"t"}"#, "a rotation step of Secrets Manager"),
        (#"{"session":{},"request":{"type":"LaunchRequest"},"version":"1.0"}"#, "a request of Alexa"),
        (#"{"Type":"SubscriptionConfirmation","SubscribeURL":"u"}"#, "an SNS subscription that waits to be confirmed"),
        (#"{"key1":"value1","key2":"value2","key3":"value3"}"#, "the test event of the Lambda console"),
        (
            #"{"source":"aws.ec2","detail-type":"EC2 Instance State-change Notification","detail":{}}"#,
            "an EventBridge event of aws.ec2 (EC2 Instance State-change Notification)"
        ),
        (
            #"{"Event Source":"db-instance","Source ID":"d","Event ID":"http://x#RDS-EVENT-0002","Event Message":"m"}"#,
            "an event of RDS by SNS"
        ),
        (#"{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6}"#, #"an object with "a", "b", "c", "d", "e" and more"#),
        ("{}", "an empty object"), ("[]", ""), ("5", "JSON that is no object"),
    ])
    func aWrongEventIsNamed(payload: String, origin: String) throws {
        let contents = try direct(payload)
        #expect(contents.map(\.origin).joined() == origin)
        if let content = contents.first {
            #expect(
                UnsupportedEvent(content, function: "S3Copier", takes: "events of S3").description
                    == "this is \(origin); S3Copier takes events of S3"
            )
        }
    }

    @Test(arguments: [
        (#"[{"eventID":"1","eventSource":"aws:dynamodb","dynamodb":{}}]"#, "a batch of a DynamoDB stream"),
        (#"[{"eventID":"s:1","eventSource":"aws:kinesis","data":""}]"#, "a batch of Kinesis records"),
        (#"{"Records":[]}"#, "a batch of SQS messages"), ("[]", "an empty list"), ("5", "JSON that is no object"),
        (#"[{"a":1},{"b":2}]"#, #"a list of 2 events, the first of them an object with "a""#),
        (
            #"{"invocationSchemaVersion":"1.0","invocationId":"i","job":{"id":"j"},"tasks":[]}"#,
            "a call of S3 Batch Operations"
        ),
    ])
    func anEventIsNamedAsAWhole(payload: String, origin: String) throws {
        let event = try EventDelivery(Array(payload.utf8))
        #expect(event.origin == origin)
        #expect(
            UnsupportedEvent(event, function: "GlueWorkflowStarter", takes: "inputs").description
                == "this is \(origin); GlueWorkflowStarter takes inputs"
        )
    }

    @Test func callsOfBatchOperationsComeInTwoSchemas() throws {
        let one =
            #"{"invocationSchemaVersion":"1.0","invocationId":"i","job":{"id":"j"},"tasks":[{"taskId":"t","s3Key":"a%20b","s3VersionId":null,"s3BucketArn":"arn:aws:s3:::b"}]}"#
        let two =
            #"{"invocationSchemaVersion":"2.0","invocationId":"i","job":{"id":"j","userArguments":{"k":"v"}},"tasks":[{"taskId":"t","s3Key":"a+b","s3VersionId":"v","s3Bucket":"b"}]}"#
        for payload in [one, two] {
            guard case .batchOperations(let event) = try EventDelivery(Array(payload.utf8)) else {
                Issue.record("no call")
                continue
            }
            #expect(event.tasks.first?.bucket == "b")
            #expect(event.tasks.first?.key == "a b")
        }
    }
}
