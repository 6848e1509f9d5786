import AWSClient
import TestSupport
import Testing

@testable import AWSSQS

@Suite struct SQSTests {
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
}
