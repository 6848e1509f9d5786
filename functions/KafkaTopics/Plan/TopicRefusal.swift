/// A problem that the function does not correct by itself. The description says what a person can do.
enum TopicRefusal: Sendable, Equatable, CustomStringConvertible {
    /// The plan has fewer partitions than the topic. Kafka never removes a partition.
    case fewerPartitions(from: Int32, to: Int32)
    /// The plan and the topic have different numbers of copies. A change would reassign every partition, and move all
    /// of the topic's bytes.
    case otherReplication(from: Int16, to: Int16)
    case moreReplicationThanBrokers(wanted: Int16, brokers: Int)
    /// Another topic has the same name, except for dots and underscores.
    case collision(with: String)
    case unreadable(String)

    var description: String {
        switch self {
        case .fewerPartitions(let from, let to):
            "has \(from) partitions, the plan wants \(to): Kafka cannot shrink a topic; change the plan, or make a new topic"
        case .otherReplication(let from, let to):
            "has replication \(from), the plan wants \(to): reassign its partitions (kafka-reassign-partitions), or change the plan"
        case .moreReplicationThanBrokers(let wanted, let brokers):
            "the plan wants replication \(wanted), the cluster has \(brokers) brokers"
        case .collision(let other):
            "cannot be together with topic \(other): Kafka takes . and _ for the same in metrics"
        case .unreadable(let reason): "cannot be compared: \(reason)"
        }
    }
}
