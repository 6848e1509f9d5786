import KafkaAdmin
import UTCTime

/// Makes the changes of a ``ClusterDifference``, and waits until the cluster shows them. The wait ends early when the
/// deadline is near, or after eight readings of the cluster.
struct TopicApplier: Sendable {
    let client: KafkaAdminClient
    let timeout: Duration
    let clock: TimeSource
    /// The deadline for the wait: when it is near, the cluster is not read again.
    let deadline: ContinuousClock.Instant

    /// The maximum number of readings of the cluster after a change. One reading may be too early, because the brokers
    /// learn of a change one after another.
    private static let mostReadings = 8
    private static let pause = Duration.milliseconds(250)

    /// - Returns: the remaining difference, and the broker's refusals by topic.
    /// - Throws: `KafkaError` when a request to the cluster fails, or `CancellationError`. Earlier changes are not
    ///   undone.
    func apply(
        _ difference: ClusterDifference,
        of plan: TopicsPlan
    ) async throws -> (left: ClusterDifference, errors: [String: [String]]) {
        var errors: [String: [String]] = [:]
        try await make(Self.creations(difference), &errors) { try await client.create($0, timeout: timeout) }
        try await make(Self.additions(difference), &errors) { additions in
            try await client.addPartitions(Dictionary(additions.map { ($0.name, $0.total) }) { $1 }, timeout: timeout)
        }
        try await make(Self.alterations(difference), &errors) { alterations in
            try await client.alterConfigs(
                Dictionary(alterations.map { ($0.name, $0.configs) }) { $1 },
                timeout: timeout
            )
        }
        return (try await settled(plan, errors), errors)
    }

    /// Makes all changes of one kind. If the broker does not support the request, or Kafka's protocol cannot express
    /// it, only the topics of these changes get an error.
    private func make<Change: NamedChange>(
        _ changes: [Change],
        _ errors: inout [String: [String]],
        _ request: ([Change]) async throws -> [TopicResult]
    ) async throws {
        guard !changes.isEmpty else { return }
        do {
            for result in try await request(changes) {
                // Another process was first, or the broker still works on the change. The next reading shows it.
                guard let error = result.error, error != .topicAlreadyExists, error != .requestTimedOut else {
                    continue
                }
                errors[result.topic, default: []].append(result.message.map { "\(error): \($0)" } ?? error.name)
            }
        } catch let error as KafkaError where error.kind == .unsupported || error.kind == .invalidRequest {
            for change in changes { errors[change.name, default: []].append(error.message) }
        }
    }

    private func settled(_ plan: TopicsPlan, _ errors: [String: [String]]) async throws -> ClusterDifference {
        let reader = ClusterReader(client: client, timeout: timeout)
        var reading = 1
        while true {
            let left = ClusterDifference(plan, try await reader.state(for: plan))
            let isSettled = left.topics.allSatisfy { $0.changes.isEmpty || errors[$0.topic] != nil }
            if isSettled || reading == Self.mostReadings || clock.remaining(until: deadline) < Self.pause {
                return left
            }
            reading += 1
            try await clock.sleep(for: Self.pause)
        }
    }

    private static func creations(_ difference: ClusterDifference) -> [NewTopic] {
        difference.topics.flatMap(\.changes).compactMap { change in
            guard case .create(let topic) = change else { return nil }
            return NewTopic(
                name: topic.name,
                partitions: topic.partitions,
                replication: topic.replication,
                configs: topic.configs
            )
        }
    }

    private static func additions(_ difference: ClusterDifference) -> [PartitionAddition] {
        difference.topics.flatMap { topic in
            topic.changes.compactMap { change in
                guard case .addPartitions(_, let total) = change else { return nil }
                return PartitionAddition(name: topic.topic, total: total)
            }
        }
    }

    private static func alterations(_ difference: ClusterDifference) -> [ConfigAlteration] {
        difference.topics.compactMap { topic in
            var configs: [String: ConfigChange] = [:]
            for case .setConfig(let name, _, let value) in topic.changes { configs[name] = .set(value) }
            return configs.isEmpty ? nil : ConfigAlteration(name: topic.topic, configs: configs)
        }
    }
}

private protocol NamedChange {
    var name: String { get }
}

extension NewTopic: NamedChange {}

private struct PartitionAddition: NamedChange {
    let name: String
    let total: Int32
}

private struct ConfigAlteration: NamedChange {
    let name: String
    let configs: [String: ConfigChange]
}
