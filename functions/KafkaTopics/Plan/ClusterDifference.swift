/// A plan beside the cluster.
struct ClusterDifference: Sendable, Equatable {
    /// In the order of the plan.
    let topics: [TopicDifference]
    /// Topics of the cluster that the plan does not have, by name. They are reported and left.
    let unmanaged: [String]

    init(_ plan: TopicsPlan, _ cluster: ClusterState) {
        topics = plan.topics.map { TopicDifference($0, in: cluster) }
        let planned = Set(plan.topics.map(\.name))
        unmanaged = cluster.names.filter { !planned.contains($0) && !TopicName.isInternal($0) }.sorted()
    }

    var isSame: Bool { topics.allSatisfy(\.isSame) }
    var hasChanges: Bool { topics.contains { !$0.changes.isEmpty } }
    var hasRefusals: Bool { topics.contains { !$0.refusals.isEmpty } }
}
