import AWSClient
import Testing

@Suite struct RegionalARNTests {
    @Test(arguments: [
        ("arn:aws:dms:us-east-1:123456789012:task:EXAMPLE", "dms", "us-east-1", "task:EXAMPLE"),
        ("arn:aws-cn:datasync:cn-north-1:123456789012:task/t", "datasync", "cn-north-1", "task/t"),
        ("arn:aws-us-gov:sns:us-gov-west-1:123456789012:topic", "sns", "us-gov-west-1", "topic"),
        (
            "arn:aws-eusc:states:eusc-de-east-1:123456789012:stateMachine:bestände", "states", "eusc-de-east-1",
            "stateMachine:bestände"
        ),
        ("arn:aws-iso-b:dms:us-isob-east-1:123456789012:task:A:B", "dms", "us-isob-east-1", "task:A:B"),
    ])
    func itsPartsAreRead(text: String, service: String, region: String, resource: String) throws {
        let arn = try #require(RegionalARN(text))
        #expect(arn.service == service)
        #expect(arn.region == region)
        #expect(arn.account == "123456789012")
        #expect(arn.resource == resource)
    }

    @Test(arguments: [
        "", "arn", "not-an-arn", "arn:aws:s3:::bucket", "arn:aws:iam::123456789012:role/r",
        "arn:aws:dms:us-east-1:123456789012", "arn:aws:dms:us-east-1:123456789012:", "arn:aws:dms:us-east-1::task:X",
        "arn:aws:dms::123456789012:task:X", "arn:aws::us-east-1:123456789012:task:X",
        "arn::dms:us-east-1:123456789012:task:X",
        "ARN:aws:dms:us-east-1:123456789012:task:X", "arn:AWS:dms:us-east-1:123456789012:task:X",
        "arn:aws:dms:US-EAST-1:123456789012:task:X", "arn:aws:dms:us east 1:123456789012:task:X",
        "arn:aws:dms:us-east-1:12345678901:task:X", "arn:aws:dms:us-east-1:1234567890123:task:X",
        "arn:aws:dms:us-east-1:12345678901٣:task:X", "arn:aws:dms:us-east-1:1234-5678-90:task:X",
        "arn:aws:dms:cn-north-1:123456789012:task:X", "arn:aws-cn:dms:us-east-1:123456789012:task:X",
        "arn:aws:dms:us-east-1:123456789012:task:X ", " arn:aws:dms:us-east-1:123456789012:task:X",
        "arn:aws:dms:us-east-1:123456789012:task:X\n", "arn:aws:dms:us-east-1:123456789012:task:\u{a0}X",
        "arn:aws:dms:us-east-1:123456789012:task:X\u{7f}", "arn:aws:dms:us-east-1:${AWS::AccountId}:task:X",
        "arn:aws:dms:us-east-1:<account>:task:X", "https://arn:aws:dms:us-east-1:123456789012:task:X",
        "arn:aws:dms:us-east-1:123456789012:task:" + String(repeating: "X", count: 2_048),
    ])
    func whatIsNoneIsRefused(text: String) { #expect(RegionalARN(text) == nil) }

    @Test func aNameStandsBehindItsWord() throws {
        let task = try #require(RegionalARN("arn:aws:dms:us-east-1:123456789012:task:A:B"))
        #expect(task.name(behind: "task:") == "A:B")
        #expect(task.name(behind: "task/") == nil)
        #expect(task.name(behind: "rep:") == nil)
        let unnamed = try #require(RegionalARN("arn:aws:dms:us-east-1:123456789012:task:"))
        #expect(unnamed.name(behind: "task:") == nil)
    }
}
