/// The topics of a cluster, without Kafka's internal topics.
struct ClusterState: Sendable, Equatable {
    let clusterID: String?
    let brokers: Int
    /// The planned topics that were read from the cluster, keyed by name.
    let topics: [String: TopicState]
    /// The reason why a planned topic cannot be read, keyed by topic. Examples: no permission, no leader.
    let unreadable: [String: String]
    /// Names of all topics that the user may see.
    let names: [String]
}
