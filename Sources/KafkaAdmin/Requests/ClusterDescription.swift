/// A cluster as one of its brokers describes it.
public struct ClusterDescription: Sendable, Equatable {
    public struct Broker: Sendable, Equatable {
        public let id: Int32
        /// The address that the broker advertises; `nil` when the advertised text is not an address.
        public let endpoint: KafkaEndpoint?
        public let rack: String?
    }

    public struct Partition: Sendable, Equatable {
        public let error: KafkaErrorCode?
        public let number: Int32
        /// The id of the broker that accepts records for this partition; `nil` while there is none.
        public let leader: Int32?
        public let replicas: [Int32]
        public let inSync: [Int32]
    }

    public struct Topic: Sendable, Equatable {
        public let name: String
        /// The broker's error about this topic: `unknownTopicOrPartition` when the topic does not exist.
        public let error: KafkaErrorCode?
        /// `true` for a topic of Kafka itself, such as `__consumer_offsets`.
        public let isInternal: Bool
        public let partitions: [Partition]

        /// The number of copies of the topic's least replicated partition; 0 without partitions.
        public var replication: Int { partitions.map(\.replicas.count).min() ?? 0 }
    }

    public let clusterID: String?
    /// The id of the broker that changes topics; `nil` while there is none. A KRaft cluster names any broker, which
    /// forwards changes to the controller.
    public let controller: Int32?
    public let brokers: [Broker]
    public let topics: [Topic]
}
