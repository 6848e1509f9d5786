import AWSSigning
import JSON
import Testing
import UTCTime

@testable import KafkaAdmin

@Suite struct MSKIAMTests {
    private static let host = "b-1.example.abcde.c2.kafka.us-east-1.amazonaws.com"

    /// The signatures are botocore's (`SigV4QueryAuth`) of the same request.
    private static let cases: [(String?, String)] = [
        (nil, "300bd6d32999c4571fa5585bab299aed0cee88a376435e5ee76a609e6aaf513a"),
        (
            "IQoJb3JpZ2luX2VjEXAMPLE/+=token",
            "d969d85ad2496c70cb0668d4b8d6db70b7f7dffa4cfdab1ed648f0afb51503d1"
        ),
    ]

    private func exchange(token: String?) throws -> MSKIAMExchange {
        let credentials = Credentials(
            accessKeyID: "AKIDEXAMPLE",
            secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            sessionToken: token
        )
        let time = try #require(UTCTime(iso8601: "2026-11-28T06:30:15Z"))
        return MSKIAMExchange(host: Self.host, region: "us-east-1", credentials: credentials, time: time)
    }

    @Test(arguments: cases) func signsAsBotocoreDoes(token: String?, signature: String) throws {
        var exchange = try exchange(token: token)
        let payload = try JSONDocument(try exchange.first()).root
        var fields: [String: String] = [:]
        for member in try payload.object { fields[try member.name] = try member.value.string }
        var expected = [
            "version": "2020_10_22", "host": Self.host, "user-agent": "aws-lambdas", "action": "kafka-cluster:Connect",
            "x-amz-algorithm": "AWS4-HMAC-SHA256",
            "x-amz-credential": "AKIDEXAMPLE/20261128/us-east-1/kafka-cluster/aws4_request",
            "x-amz-date": "20261128T063015Z", "x-amz-expires": "900", "x-amz-signedheaders": "host",
            "x-amz-signature": signature,
        ]
        expected["x-amz-security-token"] = token
        #expect(fields == expected)
    }

    @Test func takesMSKsAnswerAndNoOther() throws {
        let answers: [(String, Bool)] = [
            (#"{"version": "2020_10_22", "request-id": "1b2c"}"#, true), (#"{"version": "2030_01_01"}"#, false),
            ("{}", false), ("", false), ("[", false), (#"{"version": 1}"#, false),
        ]
        for (answer, isTaken) in answers {
            var exchange = try exchange(token: nil)
            _ = try exchange.first()
            if isTaken {
                #expect(try exchange.next(after: Array(answer.utf8)) == nil)
            } else {
                #expect(throws: KafkaError.self, "\(answer)") { try exchange.next(after: Array(answer.utf8)) }
            }
            #expect(throws: KafkaError.self) { try exchange.next(after: Array(answer.utf8)) }
        }
    }
}
