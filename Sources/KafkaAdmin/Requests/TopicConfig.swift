/// One config of a topic, as the cluster has it.
public struct TopicConfig: Sendable, Equatable {
    /// The place that a value comes from. https://kafka.apache.org/protocol#The_Messages_DescribeConfigs
    public enum Source: Sendable, Equatable {
        /// The topic's own: the only one that is kept when the cluster's defaults change.
        case topic
        /// A default: the broker's, the cluster's, or Kafka's.
        case standard
        case other(Int8)

        init(_ number: Int8) {
            self =
                switch number {
                case 1: .topic
                case 2...5: .standard
                default: .other(number)
                }
        }
    }

    public let name: String
    /// `nil` for a secret one, and for one without a value.
    public let value: String?
    public let source: Source
    public let isReadOnly: Bool

    public init(name: String, value: String?, source: Source, isReadOnly: Bool = false) {
        self.name = name
        self.value = value
        self.source = source
        self.isReadOnly = isReadOnly
    }
}
