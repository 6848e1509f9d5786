/// One config of a topic, with the value that applies in the cluster.
public struct TopicConfig: Sendable, Equatable {
    /// The origin of a config's value. https://kafka.apache.org/protocol#The_Messages_DescribeConfigs
    public enum Source: Sendable, Equatable {
        /// The value was set on the topic itself. Only such a value stays when the cluster's defaults change.
        case topic
        /// The value is a default of the broker, of the cluster, or of Kafka.
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
    /// The value; `nil` when it is secret, and when there is none.
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
