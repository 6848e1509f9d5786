/// One record of a topic, its key and value decoded from Base64.
public struct KafkaRecord: Sendable, Equatable {
    public let partition: KafkaPartition
    /// The record's offset. It grows within the partition; some offsets may be missing (compaction, transactions,
    /// filters).
    public let offset: Int64
    /// The record's time in milliseconds since 1970, set by the producer or by the broker (``timestampType``); -1 for
    /// no time.
    public let timestamp: Int64
    /// The kind of ``timestamp``: `CREATE_TIME` or `LOG_APPEND_TIME`.
    public let timestampType: String?
    public let key: [UInt8]?
    /// The record's value; `nil` for a tombstone.
    public let value: [UInt8]?

    public init(
        partition: KafkaPartition,
        offset: Int64,
        timestamp: Int64 = -1,
        timestampType: String? = nil,
        key: [UInt8]? = nil,
        value: [UInt8]?
    ) {
        self.partition = partition
        self.offset = offset
        self.timestamp = timestamp
        self.timestampType = timestampType
        self.key = key
        self.value = value
    }
}
