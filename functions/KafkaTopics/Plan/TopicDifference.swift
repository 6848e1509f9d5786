/// The differences between one topic of the plan and the cluster.
struct TopicDifference: Sendable, Equatable {
    let topic: String
    let changes: [TopicChange]
    let refusals: [TopicRefusal]
    /// Configs that are set on the topic itself but are not in the plan, with their values. The function never changes
    /// them.
    let unplannedConfigs: [String: String]

    var isSame: Bool { changes.isEmpty && refusals.isEmpty }

    /// Compares a topic of the plan with the state of the cluster. It makes no call to the cluster.
    init(_ plan: TopicPlan, in cluster: ClusterState) {
        topic = plan.name
        if let reason = cluster.unreadable[plan.name] {
            changes = []
            refusals = [.unreadable(reason)]
            unplannedConfigs = [:]
        } else if let state = cluster.topics[plan.name] {
            changes = Self.changes(from: state, to: plan)
            refusals = Self.refusals(of: state, plan)
            unplannedConfigs = state.configs.filter { $0.value.isOwn && plan.configs[$0.key] == nil }.mapValues {
                $0.value ?? "(not shown)"
            }
        } else {
            refusals = Self.refusals(ofNew: plan, in: cluster)
            changes = refusals.isEmpty ? [.create(plan)] : []
            unplannedConfigs = [:]
        }
    }

    private static func changes(from state: TopicState, to plan: TopicPlan) -> [TopicChange] {
        var changes: [TopicChange] = []
        if state.partitions < plan.partitions {
            changes.append(.addPartitions(from: state.partitions, to: plan.partitions))
        }
        for (name, value) in plan.configs.sorted(by: { $0.key < $1.key }) {
            let found = state.configs[name]?.value
            if !isSame(found, value, name) { changes.append(.setConfig(name: name, from: found, to: value)) }
        }
        return changes
    }

    private static func refusals(of state: TopicState, _ plan: TopicPlan) -> [TopicRefusal] {
        var refusals: [TopicRefusal] = []
        if state.partitions > plan.partitions {
            refusals.append(.fewerPartitions(from: state.partitions, to: plan.partitions))
        }
        if state.replication != plan.replication {
            refusals.append(.otherReplication(from: state.replication, to: plan.replication))
        }
        return refusals
    }

    private static func refusals(ofNew plan: TopicPlan, in cluster: ClusterState) -> [TopicRefusal] {
        var refusals: [TopicRefusal] = []
        if Int(plan.replication) > cluster.brokers {
            refusals.append(.moreReplicationThanBrokers(wanted: plan.replication, brokers: cluster.brokers))
        }
        let key = TopicName.collisionKey(plan.name)
        if let other = cluster.names.first(where: { $0 != plan.name && TopicName.collisionKey($0) == key }) {
            refusals.append(.collision(with: other))
        }
        return refusals
    }

    /// Returns `true` when two values of a config mean the same. In a list of `cleanup.policy`, such as
    /// `compact,delete`, the order does not matter.
    private static func isSame(_ found: String?, _ wanted: String, _ name: String) -> Bool {
        guard let found else { return false }
        if found == wanted { return true }
        guard name == "cleanup.policy" else { return false }
        return Set(found.split(separator: ",")) == Set(wanted.split(separator: ","))
    }
}
