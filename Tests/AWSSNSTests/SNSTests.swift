import AWSClient
import TestSupport
import Testing

@testable import AWSSNS

@Suite struct SNSTests {
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
}
