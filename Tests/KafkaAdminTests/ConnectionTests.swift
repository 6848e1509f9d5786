import HTTPTransport
import KafkaAdmin
import TestSupport
import Testing

/// The client on a real connection: versions, the controller, time limits, TLS.
@Suite(.timeLimit(.minutes(1))) struct ConnectionTests {
    private static func endpoint(_ port: Int, _ host: String = "127.0.0.1") throws -> KafkaEndpoint {
        try #require(KafkaEndpoint(host: host, port: port))
    }

    private func client(_ ports: Int..., connectTimeout: Duration = .seconds(5)) throws -> KafkaAdminClient {
        try KafkaAdminClient(
            KafkaCluster(
                bootstrap: try ports.map { try Self.endpoint($0) },
                usesTLS: false,
                clientID: "tests",
                connectTimeout: connectTimeout
            )
        )
    }

    private static func whole(_ call: ScriptedBroker.Call, _ address: ScriptedBroker.Address) -> ScriptedBroker.Reply {
        .body(
            call.api == 3
                ? ScriptedBroker.metadata(
                    brokers: [(1, "127.0.0.1", address.number)],
                    controller: 1,
                    topics: [("orders", 0, 3), ("gone", 3, 0)]
                )
                : ScriptedBroker.results([("orders", 0, nil)])
        )
    }

    @Test func aClusterIsDescribedInTheVersionThatItsBrokerKnows() async throws {
        let broker = try ScriptedBroker { Self.whole($0, $1) }
        defer { broker.stop() }
        let client = try client(broker.port)
        defer { client.close() }
        let cluster = try await client.describe(topics: ["orders", "gone"], timeout: .seconds(10))
        #expect(cluster.topics.map(\.name) == ["orders", "gone"])
        #expect(cluster.topics.map(\.partitions.count) == [3, 0])
        #expect(cluster.topics.map(\.error) == [nil, .unknownTopicOrPartition])
        #expect(broker.requests.map(\.version) == [8])
        #expect(broker.requests.map(\.clientID) == ["tests"])
        _ = try await client.describe(topics: nil, timeout: .seconds(10))
        #expect(broker.connections == 1, "the connection is kept")
    }

    @Test func aBrokerThatIsDownIsPassedOver() async throws {
        let gone = try ScriptedBroker { _, _ in .close }
        gone.stop()
        let broker = try ScriptedBroker { Self.whole($0, $1) }
        defer { broker.stop() }
        let client = try client(gone.port, broker.port)
        defer { client.close() }
        #expect(try await client.describe(topics: nil, timeout: .seconds(10)).controller == 1)
        let lonely = try self.client(gone.port)
        defer { lonely.close() }
        let error = await #expect(throws: KafkaError.self) {
            try await lonely.describe(topics: nil, timeout: .milliseconds(300))
        }
        #expect(error?.kind == .unreachable)
        #expect(error?.message.contains("127.0.0.1:\(gone.port)") == true)
    }

    @Test func changesGoToTheControllerAndFollowIt() async throws {
        let controller = try ScriptedBroker { call, address in Self.whole(call, address) }
        defer { controller.stop() }
        let port = controller.port
        let asked = SharedCount()
        let other = try ScriptedBroker { call, address in
            guard call.api == 3 else { return .body(ScriptedBroker.results([("orders", 41, "not me")])) }
            // It takes itself for the controller until it has been asked a second time.
            return .body(
                ScriptedBroker.metadata(
                    brokers: [(1, "127.0.0.1", port), (2, "127.0.0.1", address.number)],
                    controller: asked.next() == 1 ? 2 : 1
                )
            )
        }
        defer { other.stop() }
        let client = try client(other.port)
        defer { client.close() }
        let topic = NewTopic(name: "orders", partitions: 3, replication: 1)
        #expect(try await client.create([topic], timeout: .seconds(10)) == [TopicResult(topic: "orders", error: nil)])
        #expect(other.requests.map(\.api) == [3, 19, 3])
        #expect(controller.requests.map(\.api) == [19])
    }

    @Test func aChangeWhoseAnswerIsLostIsNotMadeAgain() async throws {
        let broker = try ScriptedBroker { call, address in call.api == 3 ? Self.whole(call, address) : .close }
        defer { broker.stop() }
        let client = try client(broker.port)
        defer { client.close() }
        let error = await #expect(throws: KafkaError.self) {
            try await client.create([NewTopic(name: "a", partitions: 1, replication: 1)], timeout: .seconds(10))
        }
        #expect(error?.kind == .unreachable)
        #expect(error?.mayHaveBeenProcessed == true)
        #expect(broker.requests.filter { $0.api == 19 }.count == 1)
    }

    @Test func aQuestionWhoseAnswerIsLostIsAskedAgain() async throws {
        let asked = SharedCount()
        let broker = try ScriptedBroker { call, address in
            asked.next() < 3 ? .close : Self.whole(call, address)
        }
        defer { broker.stop() }
        let client = try client(broker.port)
        defer { client.close() }
        #expect(try await client.describe(topics: nil, timeout: .seconds(10)).controller == 1)
        #expect(broker.connections == 3)
    }

    private static let good = ScriptedBroker.metadata(brokers: [(1, "127.0.0.1", 1)], controller: 1)
    private static let answers: [(String, ScriptedBroker.Reply)] = [
        ("a length of 2 GB", .bytes([0x7F, 0xFF, 0xFF, 0xFF])),
        ("a negative length", .bytes([0xFF, 0, 0, 0, 1, 2, 3])),
        ("words", .bytes(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8))), ("half an answer", .part(good, 20)),
        ("an answer without its last byte", .part(good, good.count + 7)), ("an end", .close), ("nothing", .hang),
        ("the answer to another request", .bodyOfAnother(good)), ("an empty answer", .body([])),
        ("zeros without end", .endless([UInt8](repeating: 0, count: 4_096))),
        ("an answer without end", .endless([0, 0xFF, 0, 0])),
    ]

    @Test(arguments: answers) func anAnswerThatIsNoneIsAnErrorInTime(what: String, reply: ScriptedBroker.Reply)
        async throws
    {
        let broker = try ScriptedBroker { _, _ in reply }
        defer { broker.stop() }
        let client = try client(broker.port)
        defer { client.close() }
        let begin = ContinuousClock.now
        let error = await #expect(throws: KafkaError.self, "\(what)") {
            try await client.describe(topics: nil, timeout: .milliseconds(400))
        }
        #expect(error?.message.contains("Metadata") == true || error?.kind == .timedOut)
        #expect(ContinuousClock.now - begin < .seconds(20))
    }

    @Test(arguments: answers) func aBrokerThatDoesNotSayItsVersionsIsAnErrorInTime(
        what: String,
        reply: ScriptedBroker.Reply
    ) async throws {
        let broker = try ScriptedBroker(versions: reply) { Self.whole($0, $1) }
        defer { broker.stop() }
        let client = try client(broker.port, connectTimeout: .milliseconds(300))
        defer { client.close() }
        await #expect(throws: KafkaError.self, "\(what)") {
            try await client.describe(topics: nil, timeout: .milliseconds(400))
        }
        #expect(broker.requests.isEmpty)
    }

    @Test func aBrokerWithoutAnAPIIsSaidToHaveNone() async throws {
        let versions = WireBytes.i16(0) + WireBytes.list([WireBytes.i16(3) + WireBytes.i16(0) + WireBytes.i16(3)])
        let broker = try ScriptedBroker(versions: .body(versions)) { _, _ in .close }
        defer { broker.stop() }
        let client = try client(broker.port)
        defer { client.close() }
        let error = await #expect(throws: KafkaError.self) {
            try await client.describe(topics: nil, timeout: .seconds(5))
        }
        #expect(error?.kind == .unsupported || error?.kind == .invalidAnswer)
    }

    @Test func aCallerThatIsCancelledIsAnsweredAtOnce() async throws {
        let broker = try ScriptedBroker { _, _ in .hang }
        defer { broker.stop() }
        let client = try client(broker.port)
        defer { client.close() }
        let task = Task { try await client.describe(topics: nil, timeout: .seconds(60)) }
        while broker.requests.isEmpty { await Task.yield() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    // MARK: - TLS

    private func secure(_ port: Int, roots: String, host: String = "localhost") throws -> KafkaAdminClient {
        try KafkaAdminClient(
            KafkaCluster(bootstrap: [try Self.endpoint(port, host)], usesTLS: true, trust: .file(roots))
        )
    }

    @Test func aBrokerIsAskedOverTLS() async throws {
        let certificates = try TestCertificates.shared()
        let broker = try ScriptedBroker(certificates) { Self.whole($0, $1) }
        defer { broker.stop() }
        let client = try secure(broker.port, roots: certificates.rootsFile)
        defer { client.close() }
        #expect(try await client.describe(topics: nil, timeout: .seconds(10)).topics.count == 2)
    }

    @Test func aCertificateOfAnotherRootOrAnotherHostIsRefused() async throws {
        let certificates = try TestCertificates.shared()
        let broker = try ScriptedBroker(certificates) { Self.whole($0, $1) }
        defer { broker.stop() }
        for (roots, host) in [(certificates.otherRootsFile, "localhost"), (certificates.rootsFile, "127.0.0.1")] {
            let client = try secure(broker.port, roots: roots, host: host)
            defer { client.close() }
            let error = await #expect(throws: KafkaError.self) {
                try await client.describe(topics: nil, timeout: .seconds(5))
            }
            #expect(error?.kind == .untrusted, "\(String(describing: error))")
        }
        #expect(broker.requests.isEmpty)
    }

    @Test func aPortWithoutTLSIsRefusedAndOneWithItIsNotAskedWithout() async throws {
        let certificates = try TestCertificates.shared()
        let plain = try ScriptedBroker { Self.whole($0, $1) }
        defer { plain.stop() }
        let overPlain = try secure(plain.port, roots: certificates.rootsFile)
        defer { overPlain.close() }
        await #expect(throws: KafkaError.self) {
            try await overPlain.describe(topics: nil, timeout: .milliseconds(500))
        }
        let secure = try ScriptedBroker(certificates) { Self.whole($0, $1) }
        defer { secure.stop() }
        let client = try client(secure.port, connectTimeout: .milliseconds(300))
        defer { client.close() }
        await #expect(throws: KafkaError.self) { try await client.describe(topics: nil, timeout: .milliseconds(500)) }
    }
}
