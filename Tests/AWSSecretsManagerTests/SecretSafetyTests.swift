import AWSClient
import AWSSigning
import TestSupport
import Testing
import UTCTime

@testable import AWSSecretsManager

/// A secret is in no error, whatever the service answers.
@Suite struct SecretSafetyTests {
    static let secret = "MARKED-SECRET-4711"

    /// Answers in which the secret stands where a success, or a half of one, has it.
    static let answers: [LoopbackServer.Reply] = {
        let bodies = [
            #"{"SecretString":"\#(secret)"}"#,
            #"{"VersionId":5,"SecretString":"\#(secret)"}"#,
            #"{"VersionId":"v","SecretString":"\#(secret)"#,
            #"["\#(secret)"]"#, "\(secret)", #"{"code":"\#(secret)"}"#, #"{"__type":"\#(secret)"}"#,
            #"{"message":"\#(secret)"}"#, "<html>\(secret)</html>",
        ]
        let successes = bodies.map { LoopbackServer.Reply.status(200, body: $0) }
        let failures = [bodies[0], bodies[2], bodies[4], bodies[8]].flatMap { body in
            [400, 403, 500, 503].map { LoopbackServer.Reply.status($0, body: body) }
        }
        let broken = [
            LoopbackServer.Reply.raw("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n\(bodies[0])"),
            .raw("HTTP/1.1 200 OK\r\nx-secret: \(secret)\r\n"), .raw("\(secret)\r\n\r\n"),
            .raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\(secret)"),
        ]
        return successes + failures + broken
    }()

    @Test(arguments: answers.indices) func isInNoError(index: Int) async throws {
        let server = try LoopbackServer { _ in Self.answers[index] }
        defer { server.stop() }
        let configuration = AWSConfiguration(
            endpoints: try EndpointResolver(region: "eu-west-1") {
                $0 == "AWS_ENDPOINT_URL" ? server.url : nil
            },
            credentials: StaticCredentials(Credentials(accessKeyID: "k", secretAccessKey: "s")),
            retry: RetrySettings(maximumAttempts: 1)
        )
        let secrets = try SecretsManager(configuration)
        let error = await #expect(throws: (any Error).self) { try await secrets.secretValue(id: "example") }
        guard let error else { return }
        var dumped = ""
        dump(error, to: &dumped)
        let bytes = Array(Self.secret.utf8)
        for text in ["\(error)", String(reflecting: error), dumped] { #expect(!text.contains(Self.secret)) }
        if let error = error as? AWSError { #expect(error.body.firstRange(of: bytes) == nil) }
    }

    @Test func aValueDoesNotPrintItself() {
        let value = SecretValue(versionID: "v", text: Self.secret)
        var dumped = ""
        dump(value, to: &dumped)
        for text in ["\(value)", String(reflecting: value), dumped] { #expect(!text.contains(Self.secret)) }
    }
}
