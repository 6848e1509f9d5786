import KafkaAdmin

/// Reads the topics of a cluster, and the configs of the topics that are in a plan.
struct ClusterReader: Sendable {
    let client: KafkaAdminClient
    /// The longest time for each request.
    let timeout: Duration

    /// - Throws: `KafkaError`, or `CancellationError`.
    func state(for plan: TopicsPlan) async throws -> ClusterState {
        let all = try await client.describe(topics: nil, timeout: timeout)
        // Also asks by name: the list omits topics that the user has no right to see, and these would be taken for
        // missing topics.
        let wanted = try await client.describe(topics: plan.topics.map(\.name), timeout: timeout)
        var unreadable: [String: String] = [:]
        var found: [String: ClusterDescription.Topic] = [:]
        for topic in wanted.topics where topic.error != .unknownTopicOrPartition {
            if let error = topic.error {
                unreadable[topic.name] = error.name
            } else if topic.partitions.isEmpty {
                unreadable[topic.name] = "it has no partitions yet"
            } else {
                found[topic.name] = topic
            }
        }
        var topics: [String: TopicState] = [:]
        for configs in try await client.configs(of: found.keys.sorted(), timeout: timeout) {
            guard let topic = found[configs.topic] else { continue }
            if let error = configs.error {
                unreadable[topic.name] = configs.message.map { "\(error): \($0)" } ?? error.name
            } else {
                topics[topic.name] = TopicState(topic, configs.configs)
            }
        }
        for name in found.keys where topics[name] == nil && unreadable[name] == nil {
            unreadable[name] = "the broker did not answer about its configs"
        }
        return ClusterState(
            clusterID: all.clusterID,
            brokers: all.brokers.count,
            topics: topics,
            unreadable: unreadable,
            names: all.topics.filter { !$0.isInternal && $0.error == nil }.map(\.name)
        )
    }
}

extension TopicState {
    fileprivate init(_ topic: ClusterDescription.Topic, _ configs: [TopicConfig]) {
        self.init(
            name: topic.name,
            partitions: Int32(clamping: topic.partitions.count),
            replication: Int16(clamping: topic.replication),
            configs: Dictionary(configs.map { ($0.name, Config($0.value, isOwn: $0.source == .topic)) }) { first, _ in
                first
            }
        )
    }
}
