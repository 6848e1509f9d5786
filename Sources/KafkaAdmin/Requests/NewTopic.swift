/// A topic to be created.
public struct NewTopic: Sendable, Equatable {
    public let name: String
    /// The number of partitions, 1 or more.
    public let partitions: Int32
    /// The number of copies of each partition: 1 or more, and at most the number of brokers.
    public let replication: Int16
    /// The configs, by name, that differ from the cluster's defaults.
    public let configs: [String: String]

    public init(name: String, partitions: Int32, replication: Int16, configs: [String: String] = [:]) {
        self.name = name
        self.partitions = partitions
        self.replication = replication
        self.configs = configs
    }
}
