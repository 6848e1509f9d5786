/// A cluster as one of its brokers describes it.
public struct ClusterDescription: Sendable, Equatable {
    public struct Broker: Sendable, Equatable {
        public let id: Int32
        /// The address that it advertises; `nil` when that is none.
        public let endpoint: KafkaEndpoint?
        public let rack: String?
    }

    public struct Partition: Sendable, Equatable {
        public let error: KafkaErrorCode?
        public let number: Int32
        /// The broker that takes its records; `nil` while there is none.
        public let leader: Int32?
        public let replicas: [Int32]
        public let inSync: [Int32]
    }

    public struct Topic: Sendable, Equatable {
        public let name: String
        /// `unknownTopicOrPartition` for a topic that was asked for and is not there.
        public let error: KafkaErrorCode?
        /// Kafka's own, such as `__consumer_offsets`.
        public let isInternal: Bool
        public let partitions: [Partition]

        /// Copies of its least replicated partition; 0 without partitions.
        public var replication: Int { partitions.map(\.replicas.count).min() ?? 0 }
    }

    public let clusterID: String?
    /// The broker that changes topics; `nil` while there is none. A cluster with KRaft names any broker, which hands changes on.
    public let controller: Int32?
    public let brokers: [Broker]
    public let topics: [Topic]
}
