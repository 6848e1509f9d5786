/// A topic to be created.
public struct NewTopic: Sendable, Equatable {
    public let name: String
    /// 1 or more.
    public let partitions: Int32
    /// Copies of each partition: 1 or more, and not more than the cluster has brokers.
    public let replication: Int16
    /// Only those that are other than the cluster's defaults.
    public let configs: [String: String]

    public init(name: String, partitions: Int32, replication: Int16, configs: [String: String] = [:]) {
        self.name = name
        self.partitions = partitions
        self.replication = replication
        self.configs = configs
    }
}
