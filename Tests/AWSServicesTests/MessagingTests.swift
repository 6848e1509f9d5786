import AWSClient
import LoopbackServer
import Testing

@testable import AWSServices

@Suite struct MessagingTests {
    @Test func aQueueIsNamedByItsURL() async throws {
        let server = try LoopbackServer { _ in .status(200, body: #"{"MessageId":"m1"}"#) }
        defer { server.stop() }
        let sqs = try SQS(.at(server))
        let queue = try #require(sqs.queueURL(ofARN: "arn:aws:sqs:eu-west-1:123456789012:example"))
        #expect(queue == "\(server.url)/123456789012/example")
        #expect(sqs.queueURL(ofARN: "arn:aws:sns:eu-west-1:123456789012:topic") == nil)
        #expect(sqs.queueURL(ofARN: "queue") == nil)
        #expect(try await sqs.sendMessage("body", to: queue, delay: 3) == "m1")
        let request = try #require(server.requests.first)
        #expect(request.header("x-amz-target") == "AmazonSQS.SendMessage")
        #expect(request.text.contains(#""DelaySeconds":3"#))
    }

    @Test func onRealSQSTheURLIsThatOfTheRegion() throws {
        let configuration = AWSConfiguration(
            endpoints: try EndpointResolver(region: "eu-west-1") { _ in nil },
            credentials: try AWSConfiguration.standard {
                ["AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": "s"][$0]
            }.credentials,
            retry: RetrySettings(maximumAttempts: 1)
        )
        #expect(
            try SQS(configuration).queueURL(ofARN: "arn:aws:sqs:eu-west-1:123456789012:example.fifo")
                == "https://sqs.eu-west-1.amazonaws.com/123456789012/example.fifo"
        )
    }

    @Test func aBatchOfMessagesTellsWhichWereNotTaken() async throws {
        let server = try LoopbackServer { _ in
            .status(
                200,
                body:
                    #"{"Successful":[{"Id":"0"}],"Failed":[{"Id":"1","Code":"InternalError","Message":"later","SenderFault":false}]}"#
            )
        }
        defer { server.stop() }
        let failed = try await SQS(.at(server)).sendMessages(["a", "b"], to: "q")
        #expect(failed.map(\.index) == [1])
        #expect(failed.first?.reason == "InternalError: later")
    }

    @Test func visibilityIsChangedByReceipt() async throws {
        let server = try LoopbackServer { _ in .status(200, body: "") }
        defer { server.stop() }
        try await SQS(.at(server)).changeMessageVisibility(of: "handle", in: "q", to: 90)
        let request = try #require(server.requests.first)
        #expect(request.header("x-amz-target") == "AmazonSQS.ChangeMessageVisibility")
        #expect(request.text.contains(#""VisibilityTimeout":90"#))
    }

    @Test func aNotificationIsAForm() async throws {
        let server = try LoopbackServer { _ in
            .status(
                200,
                body:
                    "<PublishResponse><PublishResult><MessageId>m2</MessageId></PublishResult></PublishResponse>"
            )
        }
        defer { server.stop() }
        let sns = try SNS(.at(server))
        let id = try await sns.publish(
            "a=b & c",
            subject: "Größe\n",
            to: "arn:aws:sns:eu-west-1:123456789012:example"
        )
        #expect(id == "m2")
        let text = try #require(server.requests.first).text
        #expect(text.contains("Message=a%3Db%20%26%20c"))
        #expect(text.contains("Subject=Gr%3F%3F%3F%3Fe%3F"), "SNS refuses a subject that is not printable ASCII")
    }

    @Test func eventsNotTakenInA200AreAnError() async throws {
        let server = try LoopbackServer { _ in
            .status(
                200,
                body:
                    #"{"FailedEntryCount":1,"Entries":[{"EventId":"1"},{"ErrorCode":"ThrottlingException","ErrorMessage":"slow down"}]}"#
            )
        }
        defer { server.stop() }
        let bridge = try EventBridge(.at(server))
        let entry = EventBridgeEntry(source: "example", detailType: "Done", detail: "{}")
        let error = await #expect(throws: AWSError.self) { try await bridge.putEvents([entry, entry]) }
        #expect(error?.kind == .throttled)
        #expect(server.requests.first?.header("x-amz-target") == "AWSEvents.PutEvents")
        #expect(server.requests.first?.text.contains(#""DetailType":"Done""#) == true)
    }

    @Test func aCrawlerThatRunsIsAnAnswer() async throws {
        let server = try LoopbackServer { request in
            switch request.header("x-amz-target") {
            case "AWSGlue.StartCrawler"?:
                request.text.contains("busy")
                    ? .status(400, body: #"{"__type":"CrawlerRunningException","Message":"is running"}"#)
                    : .status(200, body: "{}")
            default:
                .status(200, body: #"{"Crawler":{"Name":"c","State":"READY","LastCrawl":{"Status":"SUCCEEDED"}}}"#)
            }
        }
        defer { server.stop() }
        let glue = try Glue(.at(server))
        #expect(try await glue.startCrawler("idle") == .started)
        #expect(try await glue.startCrawler("busy") == .alreadyRunning)
        let crawler = try await glue.crawler("c")
        #expect(crawler.state == "READY")
        #expect(crawler.lastCrawl?.status == "SUCCEEDED")
    }
}
