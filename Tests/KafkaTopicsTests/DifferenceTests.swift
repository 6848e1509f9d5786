import Testing

@testable import KafkaTopics

@Suite struct DifferenceTests {
    private static func wanted(
        _ name: String = "orders",
        partitions: Int32 = 6,
        replication: Int16 = 3,
        configs: [String: String] = ["retention.ms": "1000"]
    ) -> TopicPlan {
        TopicPlan(
            name: name,
            partitions: partitions,
            replication: replication,
            configs: configs,
            table: nil,
            owner: nil
        )
    }

    private static func cluster(
        partitions: Int32 = 6,
        replication: Int16 = 3,
        configs: [String: TopicState.Config] = ["retention.ms": .init("1000")],
        brokers: Int = 3,
        names: [String] = ["orders"],
        unreadable: [String: String] = [:]
    ) -> ClusterState {
        let state = TopicState(name: "orders", partitions: partitions, replication: replication, configs: configs)
        let topics = names.contains("orders") ? ["orders": state] : [:]
        return ClusterState(clusterID: "c", brokers: brokers, topics: topics, unreadable: unreadable, names: names)
    }

    @Test func aTopicAsWantedIsTheSame() {
        let difference = TopicDifference(Self.wanted(), in: Self.cluster())
        #expect(difference.isSame)
        #expect(difference.unplannedConfigs == [:])
    }

    private static let cases: [(String, TopicPlan, ClusterState, [TopicChange], [TopicRefusal])] = [
        ("none yet", wanted(), cluster(names: []), [.create(wanted())], []),
        ("fewer partitions than wanted", wanted(), cluster(partitions: 2), [.addPartitions(from: 2, to: 6)], []),
        ("more partitions than wanted", wanted(), cluster(partitions: 9), [], [.fewerPartitions(from: 9, to: 6)]),
        ("other copies", wanted(), cluster(replication: 2), [], [.otherReplication(from: 2, to: 3)]),
        (
            "another value", wanted(), cluster(configs: ["retention.ms": .init("5")]),
            [.setConfig(name: "retention.ms", from: "5", to: "1000")], []
        ),
        (
            "no value", wanted(), cluster(configs: [:]), [.setConfig(name: "retention.ms", from: nil, to: "1000")], []
        ),
        ("the default is as wanted", wanted(), cluster(configs: ["retention.ms": .init("1000", isOwn: false)]), [], []),
        (
            "several at once", wanted(), cluster(partitions: 9, replication: 1, configs: [:]),
            [.setConfig(name: "retention.ms", from: nil, to: "1000")],
            [.fewerPartitions(from: 9, to: 6), .otherReplication(from: 1, to: 3)]
        ),
        (
            "more copies than brokers", wanted(), cluster(brokers: 2, names: []), [],
            [.moreReplicationThanBrokers(wanted: 3, brokers: 2)]
        ),
        (
            "a name that differs in a dot", wanted("a.b"), cluster(names: ["a_b"]), [], [.collision(with: "a_b")]
        ),
        (
            "no right to see it", wanted(), cluster(names: [], unreadable: ["orders": "TOPIC_AUTHORIZATION_FAILED"]),
            [], [.unreadable("TOPIC_AUTHORIZATION_FAILED")]
        ),
        (
            "a list in another order", wanted(configs: ["cleanup.policy": "delete,compact"]),
            cluster(configs: ["cleanup.policy": .init("compact,delete")]), [], []
        ),
    ]

    @Test(arguments: cases)
    func isWhatThePlanWantsBesideTheCluster(
        what: String,
        plan: TopicPlan,
        cluster: ClusterState,
        changes: [TopicChange],
        refusals: [TopicRefusal]
    ) {
        let difference = TopicDifference(plan, in: cluster)
        #expect(difference.changes == changes, "\(what)")
        #expect(difference.refusals == refusals, "\(what)")
    }

    @Test func configsThatThePlanDoesNotNameAreReportedAndLeft() {
        let cluster = Self.cluster(configs: [
            "retention.ms": .init("1000"), "segment.ms": .init("5"), "flush.ms": .init("9", isOwn: false),
            "hidden": .init(nil),
        ])
        let difference = TopicDifference(Self.wanted(), in: cluster)
        #expect(difference.isSame)
        #expect(difference.unplannedConfigs == ["segment.ms": "5", "hidden": "(not shown)"])
    }

    @Test func topicsThatThePlanDoesNotHaveAreReportedButNotKafkasOwn() {
        let plan = TopicsPlan(name: "p", topics: [Self.wanted()])
        let cluster = Self.cluster(names: ["z", "__consumer_offsets", "orders", "a", "__amazon_msk_canary"])
        #expect(ClusterDifference(plan, cluster).unmanaged == ["a", "z"])
    }
}
