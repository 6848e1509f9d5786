import Parquet

/// A column's type, and the JSON encoding of its values in the envelope.
enum FieldType: Sendable, Hashable {
    case boolean, int16, int32, int64, double, text, json
    /// Bytes in Base64.
    case bytes
    /// A date as text: `2026-11-27`.
    case date
    /// A date as a number of days since 1970-01-01.
    case dateDays
    /// A time as text with an offset: `2026-11-27T10:00:00Z`.
    case timestamp
    /// A number of time units since 1970-01-01, with the number of units in a second: 1,000 for milliseconds.
    case timestampUnits(Int64)
    /// A number of time units since midnight, with the number of units in a second.
    case timeUnits(Int64)
    /// A decimal as text or as a JSON number, such as `12.50`.
    case decimal(precision: Int, scale: Int)
    /// A decimal as Kafka Connect writes it: Base64 of the number without its point, in two's complement.
    case decimalBytes(precision: Int, scale: Int)

    /// Returns the plan's type with the encoding that the envelope's schema (`known`) states. Example: `decimal(12,2)`
    /// in the plan is Base64 in Debezium events whose schema says so.
    func encoded(as known: FieldType?) -> FieldType {
        switch (self, known) {
        case (.decimal(let precision, let scale), .decimalBytes(_, let theirs)?) where scale == theirs:
            .decimalBytes(precision: precision, scale: scale)
        case (_, let known?) where known.parquet == parquet: known
        default: self
        }
    }

    var parquet: ParquetType {
        switch self {
        case .boolean: .boolean
        case .int16: .int16
        case .int32: .int32
        case .int64: .int64
        case .double: .double
        case .text: .text
        case .json: .json
        case .bytes: .bytes
        case .date, .dateDays: .date
        case .timestamp, .timestampUnits: .timestamp(isUTC: true)
        case .timeUnits: .time(isUTC: false)
        case .decimal(let precision, let scale), .decimalBytes(let precision, let scale):
            .decimal(precision: precision, scale: scale)
        }
    }
}
