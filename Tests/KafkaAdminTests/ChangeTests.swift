import HTTPTransport
import KafkaAdmin
import Testing

/// Each kind of change, as a broker of the classic versions gets it, and what comes of its answer.
@Suite(.timeLimit(.minutes(1))) struct ChangeTests {
    private typealias W = WireBytes

    /// A broker that does everything, but refuses the topic `bad` with INVALID_CONFIG.
    private static func reply(_ call: ScriptedBroker.Call, _ address: ScriptedBroker.Address) -> ScriptedBroker.Reply {
        let answers: [(name: String, error: Int16, message: String?)] = [
            ("bad", 40, "no such value"), ("good", 0, nil),
        ]
        switch call.api {
        case 3: return .body(ScriptedBroker.metadata(brokers: [(1, "127.0.0.1", address.number)], controller: 1))
        case 20: return .body(W.i32(0) + W.list(answers.map { W.text($0.name) + W.i16($0.error) }))
        case 44:
            let results = answers.map { W.i16($0.error) + W.text($0.message) + W.i8(2) + W.text($0.name) }
            return .body(W.i32(0) + W.list(results))
        case 32:
            let config = W.text("retention.ms") + W.text("1000") + [0, 1, 0] + W.list([])
            let secret = W.text("hidden") + W.text("value") + [1, 5, 1] + W.list([])
            let good = W.i16(0) + W.text(nil) + W.i8(2) + W.text("good") + W.list([config, secret])
            let bad = W.i16(29) + W.text("no right") + W.i8(2) + W.text("bad") + W.list([])
            return .body(W.i32(0) + W.list([good, bad]))
        default: return .body(ScriptedBroker.results(answers.map { ($0.name, $0.error, $0.message) }))
        }
    }

    private func withClient<Value: Sendable>(
        _ body: (KafkaAdminClient) async throws -> Value
    ) async throws -> (value: Value, requests: [ScriptedBroker.Call]) {
        let broker = try ScriptedBroker { Self.reply($0, $1) }
        defer { broker.stop() }
        let endpoint = try #require(KafkaEndpoint(host: "127.0.0.1", port: broker.port))
        let client = try KafkaAdminClient(KafkaCluster(bootstrap: [endpoint], usesTLS: false))
        defer { client.close() }
        return (try await body(client), broker.requests)
    }

    private static let results = [
        TopicResult(topic: "bad", error: .invalidConfig, message: "no such value"),
        TopicResult(topic: "good", error: nil),
    ]

    @Test func topicsAreCreatedOrOnlyChecked() async throws {
        for isTrial in [false, true] {
            let topics = ["bad", "good"].map { NewTopic(name: $0, partitions: 2, replication: 3) }
            let (results, requests) = try await withClient {
                try await $0.create(topics, isTrial: isTrial, timeout: .seconds(10))
            }
            #expect(results == Self.results)
            #expect(requests.map(\.api) == [3, 19])
            let topic = { W.text($0) + W.i32(2) + W.i16(3) + W.list([]) + W.list([]) }
            let body = W.list([topic("bad"), topic("good")]) + W.i32(8_000) + [isTrial ? 1 : 0]
            #expect(requests.last?.body == body)
        }
    }

    @Test func partitionsAreAdded() async throws {
        let (results, requests) = try await withClient {
            try await $0.addPartitions(["good": 6, "bad": 2], timeout: .seconds(10))
        }
        #expect(results == Self.results)
        #expect(requests.map(\.api) == [3, 37])
        let bad = W.text("bad") + W.i32(2) + W.i32(-1)
        let good = W.text("good") + W.i32(6) + W.i32(-1)
        #expect(requests.last?.body == W.list([bad, good]) + W.i32(8_000) + [0])
    }

    @Test func configsAreSetAndReset() async throws {
        let (results, requests) = try await withClient {
            try await $0.alterConfigs(
                ["good": ["retention.ms": .set("5")], "bad": ["x": .reset]],
                timeout: .seconds(10)
            )
        }
        #expect(results == Self.results)
        let bad = W.i8(2) + W.text("bad") + W.list([W.text("x") + W.i8(1) + W.text(nil)])
        let good = W.i8(2) + W.text("good") + W.list([W.text("retention.ms") + W.i8(0) + W.text("5")])
        #expect(requests.last?.body == W.list([bad, good]) + [0])
    }

    @Test func topicsAreDeleted() async throws {
        let (results, requests) = try await withClient {
            try await $0.delete(topics: ["bad", "good"], timeout: .seconds(10))
        }
        #expect(results.map(\.error) == [.invalidConfig, nil])
        #expect(requests.last?.body == W.list([W.text("bad"), W.text("good")]) + W.i32(8_000))
    }

    @Test func configsAreReadWithoutSecretOnes() async throws {
        let (found, requests) = try await withClient {
            try await $0.configs(of: ["good", "bad"], timeout: .seconds(10))
        }
        #expect(requests.map(\.api) == [32], "any broker answers")
        #expect(
            found == [
                TopicConfigs(
                    topic: "good",
                    configs: [
                        TopicConfig(name: "retention.ms", value: "1000", source: .topic),
                        TopicConfig(name: "hidden", value: nil, source: .standard, isReadOnly: true),
                    ]
                ),
                TopicConfigs(topic: "bad", error: .topicAuthorizationFailed, message: "no right", configs: []),
            ]
        )
    }

    @Test func nothingToDoAsksNobody() async throws {
        let (_, requests) = try await withClient { client in
            _ = try await client.create([], timeout: .seconds(10))
            _ = try await client.addPartitions([:], timeout: .seconds(10))
            _ = try await client.alterConfigs([:], timeout: .seconds(10))
            _ = try await client.delete(topics: [], timeout: .seconds(10))
            _ = try await client.configs(of: [], timeout: .seconds(10))
        }
        #expect(requests.isEmpty)
    }
}
