import LocalFile
import PlanFile
import PlanSchema
import Testing

@testable import KafkaTopics

@Suite struct TopicsPlanTests {
    private static let folder = #filePath.split(separator: "/Tests/", maxSplits: 1)[0] + "/functions/KafkaTopics"

    private static func read(_ text: String) throws -> TopicsPlan {
        try PlanDocument(Array(text.utf8), file: "plan.yaml").read { TopicsPlan(name: "plan", $0) }
    }

    @Test func theExampleIsReadWhole() throws {
        let bytes = try LocalFile.bytes(at: "\(Self.folder)/plans/example.yaml")
        let plan = try PlanDocument(bytes, file: "example.yaml").read { TopicsPlan(name: "example", $0) }
        #expect(
            plan.topic(of: "dbo.orders")
                == TopicPlan(
                    name: "cdc.dbo.orders",
                    partitions: 12,
                    replication: 3,
                    configs: ["cleanup.policy": "delete", "min.insync.replicas": "2", "retention.ms": "604800000"],
                    table: "dbo.orders",
                    owner: "sales-team"
                )
        )
        #expect(
            plan.topics.last?.configs == [
                "cleanup.policy": "delete", "max.message.bytes": "2097152", "retention.ms": "86400000",
            ]
        )
        #expect(try KafkaTopics.validate(bytes, file: "example.yaml") == "example.yaml is a valid plan: 3 topics")
        let schema = try PlanSchema(try LocalFile.bytes(at: "\(Self.folder)/plan.schema.json"))
        #expect(schema.problems(of: try PlanDocument(bytes, file: "example.yaml")) == [])
        #expect(schema.differences(from: .asked { TopicsPlan(name: nil, $0) }) == [])
    }

    @Test func configsAreKafkasOwnWords() throws {
        let plan = try Self.read(
            """
            defaults: {partitions: 1, replication: 1}
            topics:
              a: {configs: {retention.ms: -1, retention.bytes: 1073741824, segment.ms: 15m, compression.type: zstd}}
              b: {configs: {message.timestamp.after.max.ms: "3600000", unclean.leader.election.enable: true}}
            """
        )
        #expect(
            plan.topics[0].configs == [
                "retention.ms": "-1", "retention.bytes": "1073741824", "segment.ms": "900000",
                "compression.type": "zstd",
            ]
        )
        #expect(
            plan.topics[1].configs == [
                "message.timestamp.after.max.ms": "3600000", "unclean.leader.election.enable": "true",
            ]
        )
    }

    @Test(arguments: [
        ("topics: {a: {replication: 3}}", "partitions: is missing"),
        ("topics: {a: {partitions: 3}}", "replication: is missing"),
        ("topics: {a: {partitions: 0, replication: 3}}", "from 1 to 10000"),
        ("topics: {a: {partitions: 99999999999, replication: 3}}", "from 1 to 10000"),
        ("topics: {a: {partitions: 3, replication: 16}}", "from 1 to 15"),
        ("topics: {a b: {partitions: 3, replication: 3}}", "has other characters"),
        ("topics: {__own: {partitions: 3, replication: 3}}", "begins with __"),
        ("topics: {a.b: {partitions: 1, replication: 1}, a_b: {partitions: 1, replication: 1}}", "but for . and _"),
        (
            "topics: {a: {partitions: 1, replication: 1, table: d.t}, b: {partitions: 1, replication: 1, table: d.t}}",
            "is the table of topic \"a\" too"
        ),
        ("topics: {a: {partitions: 1, replication: 1, configs: {retention.ms: week}}}", "must be a number, or 7d"),
        ("topics: {a: {partitions: 1, replication: 1, configs: {retention.bytes: lots}}}", "1 MiB"),
        ("topics: {a: {partitions: 1, replication: 1, configs: {\"a b\": 1}}}", "is no name of a config"),
        ("topics: {a: {partitions: 1, replication: 1, configs: {x: [1]}}}", "must be text, a number"),
        (
            "topics: {a: {partitions: 1, replication: 1, configs: {min.insync.replicas: 2}}}",
            "more than replication 1"
        ),
        ("topics: {a: {partitions: 1, replication: 1, partition: 2}}", "did you mean partitions?"),
    ])
    func everyMistakeIsNamed(plan: String, message: String) {
        let error = #expect(throws: PlanError.self) { try Self.read(plan) }
        #expect("\(error.map { "\($0)" } ?? "")".contains(message), "\(error.map { "\($0)" } ?? "none")")
    }
}
