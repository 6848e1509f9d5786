/// The form of a topic's values.
enum Envelope: String, Sendable, CaseIterable {
    /// Change events of Debezium's connectors, with or without their schema.
    /// https://debezium.io/documentation/reference/stable/connectors/sqlserver.html
    case debezium
    /// Records that AWS DMS writes to Kafka.
    /// https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Target.Kafka.html
    case dms
    /// An object, the row itself; without a value a delete by the key.
    case json
    /// Bytes that nobody looks into.
    case raw
}
