import LambdaEvents
import Parquet

/// The columns that every file has, before the columns of its rows.
enum LandedColumn: String, CaseIterable {
    case topic = "_topic"
    case partition = "_partition"
    case offset = "_offset"
    /// The record's time.
    case timestamp = "_timestamp"
    /// The record's key as text; null when there is no key, or the key is not UTF-8.
    case key = "_key"
    /// `I`, `U` or `D`; null when the envelope does not state the operation.
    case operation = "_op"
    /// A sort key, as text: the changes of one row were made in the order of this key.
    case sequence = "_seq"

    static let names = Set(allCases.map(\.rawValue)).union(["_value"])

    var column: ParquetColumn {
        switch self {
        case .topic: ParquetColumn(rawValue, .text, isOptional: false)
        case .partition: ParquetColumn(rawValue, .int32, isOptional: false)
        case .offset: ParquetColumn(rawValue, .int64, isOptional: false)
        case .timestamp: ParquetColumn(rawValue, .timestamp(isUTC: true))
        case .key, .operation: ParquetColumn(rawValue, .text)
        case .sequence: ParquetColumn(rawValue, .text, isOptional: false)
        }
    }

    func value(of row: ChangeRow) -> ParquetValue {
        let record = row.record
        switch self {
        case .topic: return .text(record.partition.topic)
        case .partition: return .integer(Int64(record.partition.number))
        case .offset: return .integer(record.offset)
        case .timestamp:
            let (microseconds, overflow) = record.timestamp.multipliedReportingOverflow(by: 1_000)
            return record.timestamp < 0 || overflow ? .null : .integer(microseconds)
        case .key: return record.key.flatMap { String(validating: $0, as: UTF8.self) }.map { .text($0) } ?? .null
        case .operation: return row.operation.map { .text($0.rawValue) } ?? .null
        case .sequence: return .text(row.sequence)
        }
    }
}
