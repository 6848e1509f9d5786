/// The differences between a plan and the cluster.
struct ClusterDifference: Sendable, Equatable {
    /// The differences of each topic of the plan, in the order of the plan.
    let topics: [TopicDifference]
    /// Sorted names of the cluster's topics that are not in the plan. The function reports these topics, but never
    /// changes them.
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
