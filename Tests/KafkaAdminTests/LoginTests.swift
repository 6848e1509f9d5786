import AWSSigning
import HTTPTransport
import TestSupport
import Testing

@testable import KafkaAdmin

/// Logins on a real connection.
@Suite(.timeLimit(.minutes(1))) struct LoginTests {
    private static let password = "secret,pass=word"

    private func client(
        _ port: Int,
        _ authentication: KafkaAuthentication,
        certificates: TestCertificates? = nil
    ) throws -> KafkaAdminClient {
        let endpoint = try #require(KafkaEndpoint(host: "localhost", port: port))
        return try KafkaAdminClient(
            KafkaCluster(
                bootstrap: [endpoint],
                usesTLS: certificates != nil,
                trust: certificates.map { .file($0.rootsFile) } ?? .systemDefault,
                authentication: authentication
            )
        )
    }

    /// A broker that knows a user by a password, or answers a login with what `reply` says.
    private func broker(
        knows password: String = password,
        reply: (@Sendable (ScriptedBroker.Call) -> ScriptedBroker.Reply?)? = nil
    ) throws -> ScriptedBroker {
        let sides = ScriptedSCRAM(password: password)
        return try ScriptedBroker { call, address in
            if let given = reply?(call) { return given }
            switch call.api {
            case 17: return .body(ScriptedBroker.handshake(["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]))
            case 36: return .body(sides.answer(Array(call.body.dropFirst(4))))
            default:
                return .body(ScriptedBroker.metadata(brokers: [(1, "localhost", address.number)], controller: 1))
            }
        }
    }

    @Test(arguments: SCRAMMechanism.allCases) func aUserLogsInWithAPassword(mechanism: SCRAMMechanism) async throws {
        let broker = try broker()
        defer { broker.stop() }
        let client = try client(broker.port, .scram(mechanism, user: "admin", password: Self.password))
        defer { client.close() }
        #expect(try await client.describe(topics: nil, timeout: .seconds(10)).controller == 1)
        #expect(broker.requests.map(\.api) == [17, 36, 36, 3])
        #expect(broker.requests[0].body == WireBytes.text(mechanism.rawValue))
        let sent = broker.requests.flatMap(\.body)
        #expect(sent.firstRange(of: Array(Self.password.utf8)) == nil, "the password itself is never sent")
    }

    @Test func aWrongPasswordIsRefusedWithoutASecondAttempt() async throws {
        let broker = try broker(knows: "another")
        defer { broker.stop() }
        let client = try client(broker.port, .scram(.sha512, user: "admin", password: Self.password))
        defer { client.close() }
        let error = await #expect(throws: KafkaError.self) {
            try await client.describe(topics: nil, timeout: .seconds(10))
        }
        #expect(error?.kind == .authentication)
        #expect(error?.message.contains("SCRAM-SHA-512 as admin") == true)
        #expect(broker.connections == 1)
    }

    private static let lies: [(String, ScriptedBroker.Reply)] = [
        ("no proof", .body(ScriptedBroker.authenticate("v=AAAA"))),
        ("an empty answer", .body(ScriptedBroker.authenticate())),
        (
            "a refusal with our secret in it",
            .body(ScriptedBroker.authenticate(error: 58, message: "\(password) is wrong"))
        ),
        ("a refusal with control characters", .body(ScriptedBroker.authenticate(error: 58, message: "a\u{1B}[2Jb\nc"))),
    ]

    @Test(arguments: lies) func aBrokerThatLiesGetsNothing(what: String, reply: ScriptedBroker.Reply) async throws {
        let broker = try broker { call in call.api == 36 ? reply : nil }
        defer { broker.stop() }
        let client = try client(broker.port, .scram(.sha256, user: "admin", password: Self.password))
        defer { client.close() }
        let error = await #expect(throws: KafkaError.self, "\(what)") {
            try await client.describe(topics: nil, timeout: .seconds(5))
        }
        #expect(error?.message.contains(Self.password) == false)
        #expect(error?.message.unicodeScalars.allSatisfy { $0.value >= 0x20 } == true)
        #expect(broker.requests.allSatisfy { $0.api != 3 })
    }

    @Test func aBrokerThatDoesNotKnowTheWayToLogInNamesThoseThatItKnows() async throws {
        let broker = try broker { call in
            call.api == 17 ? .body(ScriptedBroker.handshake(error: 33, ["GSSAPI", "PLAIN"])) : nil
        }
        defer { broker.stop() }
        let client = try client(broker.port, .scram(.sha256, user: "admin", password: Self.password))
        defer { client.close() }
        let error = await #expect(throws: KafkaError.self) {
            try await client.describe(topics: nil, timeout: .seconds(5))
        }
        #expect(error?.kind == .authentication)
        #expect(error?.message.contains("GSSAPI, PLAIN") == true)
    }

    // MARK: - IAM

    private static let credentials = Credentials(
        accessKeyID: "AKIDEXAMPLE",
        secretAccessKey: "wJalrXUtnFEMI/EXAMPLEKEY",
        sessionToken: "EXAMPLETOKEN"
    )

    @Test func aRoleLogsInOverTLS() async throws {
        let certificates = try TestCertificates.shared()
        let broker = try ScriptedBroker(certificates) { call, address in
            switch call.api {
            case 17: .body(ScriptedBroker.handshake(["AWS_MSK_IAM"]))
            case 36: .body(ScriptedBroker.authenticate(#"{"version":"2020_10_22","request-id":"1"}"#))
            default: .body(ScriptedBroker.metadata(brokers: [(1, "localhost", address.number)], controller: 1))
            }
        }
        defer { broker.stop() }
        let client = try client(
            broker.port,
            .mskIAM(region: "eu-west-1", Self.credentials),
            certificates: certificates
        )
        defer { client.close() }
        #expect(try await client.describe(topics: nil, timeout: .seconds(10)).controller == 1)
        #expect(broker.requests.map(\.api) == [17, 36, 3])
        let payload = String(decoding: broker.requests[1].body.dropFirst(4), as: UTF8.self)
        #expect(payload.contains(#""host":"localhost""#))
        #expect(payload.contains("/eu-west-1/kafka-cluster/aws4_request"))
        #expect(!payload.contains(Self.credentials.secretAccessKey))
    }

    @Test func theIAMLoginIsRefusedWithoutTLS() async throws {
        let broker = try broker()
        defer { broker.stop() }
        let client = try client(broker.port, .mskIAM(region: "eu-west-1", Self.credentials))
        defer { client.close() }
        let error = await #expect(throws: KafkaError.self) {
            try await client.describe(topics: nil, timeout: .seconds(5))
        }
        #expect(error?.kind == .invalidRequest)
        #expect(broker.connections == 0)
    }

    @Test func nothingThatIsPrintedHoldsASecret() {
        let ways: [KafkaAuthentication] = [
            .scram(.sha512, user: "admin", password: Self.password), .mskIAM(region: "eu-west-1", Self.credentials),
        ]
        for way in ways {
            var dumped = ""
            dump(way, to: &dumped)
            for text in [
                "\(way)", String(reflecting: way), dumped,
                "\(KafkaCluster(bootstrap: [], usesTLS: true, authentication: way))",
            ] {
                for secret in [Self.password, "wJalrXUtnFEMI", "EXAMPLETOKEN"] { #expect(!text.contains(secret)) }
            }
        }
    }
}
