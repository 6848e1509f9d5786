import Testing

@testable import KafkaAdmin

/// The bytes that another client sends, and those that another broker answers.
@Suite struct GoldenBytesTests {
    private func sent(_ request: some KafkaRequest, version: Int16, id: Int32) -> [UInt8]? {
        KafkaFrame.request(request, version: version, correlationID: id, clientID: "recorder")
    }

    private func read<Request: KafkaRequest>(
        _ request: Request,
        _ hex: String,
        version: Int16,
        id: Int32
    ) throws -> Request.Response {
        var frames = FrameBuffer()
        frames.received(WireBytes.hex(hex))
        let answer = try #require(try frames.next())
        return try KafkaFrame.response(to: request, answer, version: version, correlationID: id)
    }

    @Test func createsTopicsAsLibrdkafkaDoes() throws {
        let orders = NewTopic(
            name: "cdc.dbo.orders",
            partitions: 3,
            replication: 1,
            configs: ["retention.ms": "604800000", "cleanup.policy": "delete"]
        )
        let plain = NewTopic(name: "plain", partitions: 1, replication: 1)
        let request = CreateTopicsRequest(topics: [orders, plain], timeout: 10_000, isTrial: false)
        #expect(sent(request, version: 4, id: 3) == WireBytes.hex(RecordedBytes.createTopicsRequest))
        #expect(
            try read(request, RecordedBytes.createTopicsAnswer, version: 4, id: 3)
                == [TopicResult(topic: "cdc.dbo.orders", error: nil), TopicResult(topic: "plain", error: nil)]
        )
        let refusal = TopicResult(
            topic: "cdc.dbo.orders",
            error: .topicAlreadyExists,
            message: "Topic with this name already exists."
        )
        #expect(try read(request, RecordedBytes.createTopicsRefusal, version: 4, id: 5) == [refusal])
    }

    @Test func describesConfigsAsLibrdkafkaDoes() throws {
        let request = DescribeConfigsRequest(topics: ["cdc.dbo.orders"])
        // librdkafka asks for the synonyms, which say nothing more here: one byte differs.
        var recorded = WireBytes.hex(RecordedBytes.describeConfigsRequest)
        recorded[recorded.count - 1] = 0
        #expect(sent(request, version: 1, id: 6) == recorded)
        let answer = try read(request, RecordedBytes.describeConfigsAnswer, version: 1, id: 6)
        #expect(answer.map(\.topic) == ["cdc.dbo.orders"])
        #expect(
            answer[0].configs == [
                TopicConfig(name: "cleanup.policy", value: "delete", source: .standard),
                TopicConfig(name: "retention.ms", value: "604800000", source: .standard),
            ]
        )
    }

    @Test func altersConfigsAsLibrdkafkaDoes() throws {
        let request = IncrementalAlterConfigsRequest(
            changes: ["cdc.dbo.orders": ["retention.ms": .set("1000"), "cleanup.policy": .reset]],
            isTrial: false
        )
        #expect(sent(request, version: 1, id: 7) == WireBytes.hex(RecordedBytes.alterConfigsRequest))
        #expect(
            try read(request, RecordedBytes.alterConfigsAnswer, version: 1, id: 7)
                == [TopicResult(topic: "cdc.dbo.orders", error: nil)]
        )
    }

    @Test func asksForMetadataAsLibrdkafkaDoes() throws {
        #expect(sent(MetadataRequest(topics: []), version: 9, id: 2) == WireBytes.hex(RecordedBytes.metadataRequest))
        let request = MetadataRequest(topics: nil)
        let cluster = try read(request, RecordedBytes.metadataAnswer, version: 9, id: 9)
        #expect(cluster.clusterID == "tansu_cluster")
        #expect(cluster.controller == 111)
        #expect(cluster.brokers.map(\.endpoint) == [KafkaEndpoint("127.0.0.1:54071")])
        #expect(cluster.topics.map(\.name) == ["cdc.dbo.orders", "plain"])
        #expect(cluster.topics.map(\.partitions.count) == [3, 1])
        #expect(cluster.topics.map(\.replication) == [1, 1])
        #expect(cluster.topics[0].partitions[2].leader == 111)
    }

    @Test func deletesTopicsAsLibrdkafkaDoes() throws {
        let request = DeleteTopicsRequest(topics: ["plain"], timeout: 10_000)
        #expect(sent(request, version: 4, id: 10) == WireBytes.hex(RecordedBytes.deleteTopicsRequest))
        #expect(
            try read(request, RecordedBytes.deleteTopicsAnswer, version: 4, id: 10)
                == [TopicResult(topic: "plain", error: nil)]
        )
    }

    @Test func readsTheVersionsOfABroker() throws {
        let answer = try read(ApiVersionsRequest(), RecordedBytes.apiVersionsAnswer, version: 3, id: 1)
        #expect(answer.error == nil)
        #expect(answer.offered.count == 36)
        #expect(answer.offered[19] == KafkaVersionRange(oldest: 0, newest: 7))
        #expect(answer.offered[37] == nil)
    }

    /// By the published schemas, in classic and flexible versions.
    @Test func writesPartitionsLoginsAndVersions() {
        let partitions = CreatePartitionsRequest(totals: ["orders": 6], timeout: 1_000, isTrial: true)
        typealias W = WireBytes
        let classic = W.i32(1) + W.text("orders") + W.i32(6) + W.i32(-1) + W.i32(1_000) + [1]
        #expect(body(partitions, version: 0) == classic)
        let flexible = [2] + W.compact("orders") + W.i32(6) + [0, 0] + W.i32(1_000) + [1, 0]
        #expect(body(partitions, version: 2) == [0] + flexible)
        #expect(body(SaslHandshakeRequest(mechanism: "AWS_MSK_IAM"), version: 1) == W.text("AWS_MSK_IAM"))
        #expect(body(SaslAuthenticateRequest(data: [9, 8]), version: 1) == W.data([9, 8]))
        #expect(body(SaslAuthenticateRequest(data: [9, 8]), version: 2) == [0, 3, 9, 8, 0])
        #expect(body(ApiVersionsRequest(), version: 0) == [])
        #expect(body(ApiVersionsRequest(), version: 3) == [0] + W.compact("aws-lambdas") + W.compact("1") + [0])
        let create = CreateTopicsRequest(
            topics: [NewTopic(name: "a", partitions: 2, replication: 3, configs: ["k": "v"])],
            timeout: 5,
            isTrial: true
        )
        let topic = W.compact("a") + W.i32(2) + W.i16(3) + [1, 2] + W.compact("k") + W.compact("v") + [0, 0]
        #expect(body(create, version: 5) == [0, 2] + topic + W.i32(5) + [1, 0])
    }

    /// Behind the classic header: key, version, number, client.
    private func body(_ request: some KafkaRequest, version: Int16) -> [UInt8]? {
        sent(request, version: version, id: 1).map { Array($0.dropFirst(4 + 8 + 2 + "recorder".utf8.count)) }
    }

    @Test func aTextThatItsLengthCannotSayIsRefusedAndNotCut() {
        let long = String(repeating: "a", count: 32_768)
        for version in KafkaAPI.metadata.versions {
            #expect(sent(MetadataRequest(topics: [long]), version: version, id: 1) == nil)
            #expect(sent(MetadataRequest(topics: [String(long.dropLast())]), version: version, id: 1) != nil)
        }
    }

    @Test func takesTheNewestVersionThatBothSidesKnow() {
        let cases: [(KafkaVersionRange?, Int16?)] = [
            (nil, nil), (KafkaVersionRange(oldest: 0, newest: 9), 5), (KafkaVersionRange(oldest: 2, newest: 2), 2),
            (KafkaVersionRange(oldest: 0, newest: 1), nil), (KafkaVersionRange(oldest: 6, newest: 9), nil),
            (KafkaVersionRange(oldest: 4, newest: 3), nil), (KafkaVersionRange(oldest: .max, newest: .min), nil),
        ]
        for (offered, version) in cases { #expect(KafkaAPI.createTopics.version(offered: offered) == version) }
    }
}
