import HTTPTransport
import TestSupport
import Synchronization
import Testing
import UTCTime

@testable import AWSSigning

@Suite struct CredentialTests {
    @Test func neverPrintsItsSecrets() {
        let credentials = Credentials(accessKeyID: "AKIAEXAMPLE", secretAccessKey: "hidden", sessionToken: "alsoHidden")
        for text in [
            "\(credentials)", String(reflecting: credentials), "\([credentials])", "\(Optional(credentials) as Any)",
        ] {
            #expect(!text.lowercased().contains("hidden"))
        }
        var dumped = ""
        dump(credentials, to: &dumped)
        #expect(!dumped.lowercased().contains("hidden"))
    }

    @Test func readsTheEnvironment() {
        let variables = ["AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": ""]
        #expect(Credentials { variables[$0] } == Credentials(accessKeyID: "A", secretAccessKey: "s"))
        #expect(Credentials { ["AWS_ACCESS_KEY_ID": "A"][$0] } == nil)
    }
}

@Suite struct ContainerCredentialTests {
    private func provider(_ variables: [String: String]) throws -> ContainerCredentials? {
        try ContainerCredentials(environment: { variables[$0] }, transport: .shared)
    }

    @Test func getsCredentialsWithTheAuthorizationToken() async throws {
        let server = try LoopbackServer { request in
            guard request.header("authorization") == "token-1" else { return .status(401) }
            return .status(
                200,
                body:
                    #"{"AccessKeyId":"A","SecretAccessKey":"s","Token":"t","Expiration":"2026-11-21T01:00:00Z","New":1}"#
            )
        }
        defer { server.stop() }
        let container = try #require(
            try provider([
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(server.url)/creds",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN": "token-1",
            ])
        )
        let credentials = try await container.credentials()
        #expect(credentials.sessionToken == "t")
        #expect(credentials.expiration?.rfc3339 == "2026-11-21T01:00:00.000Z")
    }

    @Test(arguments: [LoopbackServer.Reply.status(500), .status(200, body: "<html>"), .status(200, body: "{}"), .close])
    func saysWhatIsWrongWithoutTheToken(reply: LoopbackServer.Reply) async throws {
        let server = try LoopbackServer { _ in reply }
        defer { server.stop() }
        let container = try #require(
            try provider([
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url, "AWS_CONTAINER_AUTHORIZATION_TOKEN": "hidden",
            ])
        )
        let error = await #expect(throws: CredentialError.self) { try await container.credentials() }
        #expect(error?.description.contains("hidden") == false)
    }

    @Test func anExpirationThatCannotBeReadIsNoEternity() async throws {
        let server = try LoopbackServer { _ in
            .status(200, body: #"{"AccessKeyId":"A","SecretAccessKey":"s","Expiration":"tomorrow"}"#)
        }
        defer { server.stop() }
        let container = try #require(try provider(["AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url]))
        let error = await #expect(throws: CredentialError.self) { try await container.credentials() }
        #expect(error?.description.contains("an expiration that is not a time") == true)
        #expect(error?.description.contains("tomorrow") == false, "no answer is quoted")
    }

    @Test func triesAgainWhenTheFirstAnswerBreaksOff() async throws {
        let isFirst = Atomic(true)
        let server = try LoopbackServer { _ in
            isFirst.exchange(false, ordering: .relaxed)
                ? .close : .status(200, body: #"{"AccessKeyId":"A","SecretAccessKey":"s"}"#)
        }
        defer { server.stop() }
        let container = try #require(try provider(["AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url]))
        #expect(try await container.credentials().accessKeyID == "A")
    }

    @Test func aRelativeURICannotNameAnotherHost() {
        #expect(throws: CredentialError.self) {
            try provider(["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "@example.com/x"])
        }
    }

    @Test func isAbsentWithoutAURI() throws { #expect(try provider([:]) == nil) }

    @Test(arguments: [
        ("https://example.com/x", true), ("http://localhost:8080/x", true), ("http://127.0.0.1/x", true),
        ("http://127.9.9.9:1/x", true), ("http://[::1]:80/x", true), ("http://169.254.170.23/v1", true),
        ("http://[fd00:ec2::23]/v1", true), ("http://example.com/x", false), ("http://127.0.0.1.example.com/", false),
        ("http://127.0.0.1@example.com/", false), ("http://128.0.0.1/", false), ("ftp://localhost/", false),
        ("http://localhost.example.com/", false), ("", false),
    ])
    func sendsTheTokenInTheClearToThisMachineOnly(url: String, isTrusted: Bool) {
        #expect(ContainerCredentials.isTrusted(url) == isTrusted)
    }
}

@Suite struct RefreshingCredentialTests {
    /// Gives out numbered credentials that last ten minutes, and fails when told to.
    final class Source: CredentialProvider {
        let count = Mutex(0)
        let isBroken = Mutex(false)
        let now: @Sendable () -> UTCTime

        init(now: @escaping @Sendable () -> UTCTime) { self.now = now }

        func credentials() async throws -> Credentials {
            if isBroken.withLock({ $0 }) { throw CredentialError("broken") }
            let number = count.withLock { count in
                count += 1
                return count
            }
            await Task.yield()
            return Credentials(
                accessKeyID: "\(number)",
                secretAccessKey: "s",
                expiration: now().advanced(by: .seconds(600))
            )
        }
    }

    final class Clock: Sendable {
        let offset = Mutex(Duration.zero)
        func advance(_ duration: Duration) { offset.withLock { $0 += duration } }
        var now: UTCTime { UTCTime(millisecondsSinceEpoch: 1_000_000).advanced(by: offset.withLock { $0 }) }
    }

    let clock = Clock()

    private func make() -> (Source, RefreshingCredentials) {
        let clock = clock
        let source = Source { clock.now }
        return (source, RefreshingCredentials(source, leadTime: .seconds(300)) { clock.now })
    }

    @Test func fetchesAgainBeforeTheyEnd() async throws {
        let (_, credentials) = make()
        #expect(try await credentials.credentials().accessKeyID == "1")
        clock.advance(.seconds(299))
        #expect(try await credentials.credentials().accessKeyID == "1")
        clock.advance(.seconds(2))
        #expect(try await credentials.credentials().accessKeyID == "2")
    }

    @Test func keepsTheOldOnesWhileTheyLastWhenTheSourceFails() async throws {
        let (source, credentials) = make()
        _ = try await credentials.credentials()
        source.isBroken.withLock { $0 = true }
        clock.advance(.seconds(400))
        #expect(try await credentials.credentials().accessKeyID == "1")
        clock.advance(.seconds(300))
        await #expect(throws: CredentialError.self) { try await credentials.credentials() }
    }

    @Test func callsThatComeTogetherShareOneFetch() async throws {
        let (source, credentials) = make()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 { group.addTask { _ = try await credentials.credentials() } }
            try await group.waitForAll()
        }
        #expect(source.count.withLock { $0 } == 1)
    }
}
