/// One partition of a topic. Offsets are counted separately in each partition.
public struct KafkaPartition: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let topic: String
    public let number: Int

    public init(topic: String, number: Int) {
        self.topic = topic
        self.number = number
    }

    /// The topic and the number with a dash between, as Lambda names the partition: `cdc.dbo.orders-0`.
    public var description: String { "\(topic)-\(number)" }

    public static func < (one: KafkaPartition, other: KafkaPartition) -> Bool {
        (one.topic, one.number) < (other.topic, other.number)
    }
}
