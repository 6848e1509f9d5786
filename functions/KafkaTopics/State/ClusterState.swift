/// The topics of a cluster, without Kafka's own.
struct ClusterState: Sendable, Equatable {
    let clusterID: String?
    let brokers: Int
    /// By name.
    let topics: [String: TopicState]
    /// By topic, the reason why it cannot be read: no right, no leader.
    let unreadable: [String: String]
    /// Names of all topics that the user may see.
    let names: [String]
}
