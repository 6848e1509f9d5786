/// The format of a topic's record values.
enum Envelope: String, Sendable, CaseIterable {
    /// Change events of Debezium's connectors, with or without their schema.
    /// https://debezium.io/documentation/reference/stable/connectors/sqlserver.html
    case debezium
    /// Records that AWS DMS writes to Kafka.
    /// https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Target.Kafka.html
    case dms
    /// A JSON object that is the row itself. A record without a value deletes the row with the record's key.
    case json
    /// Bytes of any format, which are landed unread.
    case raw
}
