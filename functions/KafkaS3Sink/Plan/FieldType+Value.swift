import Base64Coding
import JSON
import Parquet
import UTCTime

extension FieldType {
    /// Reads a field's value.
    ///
    /// - Throws: ``BadRecord`` that names the field and the expected type, but not the value.
    func value(_ element: JSONElement, of name: String) throws(BadRecord) -> ParquetValue {
        if element.isNull || element.kind == nil { return .null }
        if let value = try? read(element) { return value }
        throw BadRecord("field \"\(name)\" is no \(words)")
    }

    private func read(_ element: JSONElement) throws -> ParquetValue? {
        switch self {
        case .boolean: .boolean(try element.bool)
        case .int16: .integer(Int64(try element.integer(Int16.self)))
        case .int32: .integer(Int64(try element.integer(Int32.self)))
        case .int64: .integer(try element.int64)
        case .double: .double(try element.double)
        case .text: .text(try element.kind == .string ? element.string : element.value.text())
        case .json: .text(try element.value.text())
        case .bytes: Base64.decode(try element.utf8).map { .bytes($0[...]) }
        case .date: try Self.days(element.string).map { .integer($0) }
        case .dateDays: .integer(Int64(try element.integer(Int32.self)))
        case .timestamp:
            UTCTime(iso8601: try element.string).flatMap { Self.microseconds($0.millisecondsSinceEpoch, 1_000) }
                .map { .integer($0) }
        case .timestampUnits(let units), .timeUnits(let units):
            Self.microseconds(try element.int64, units).map { .integer($0) }
        case .decimal(let precision, let scale):
            DecimalText.unscaled(
                element.kind == .number ? try element.number.description : try element.string,
                precision: precision,
                scale: scale
            ).map { .decimal($0) }
        case .decimalBytes(let precision, _):
            Base64.decode(try element.utf8).flatMap { DecimalText.unscaled($0, precision: precision) }.map {
                .decimal($0)
            }
        }
    }

    /// Converts a number of time units to microseconds; `nil` when the result is too large. The result is rounded down,
    /// so that no time moves into the future.
    private static func microseconds(_ count: Int64, _ units: Int64) -> Int64? {
        if units <= 1_000_000 {
            let (result, overflow) = count.multipliedReportingOverflow(by: 1_000_000 / units)
            return overflow ? nil : result
        }
        let divisor = units / 1_000_000
        return count >= 0 ? count / divisor : -((-(count + 1)) / divisor) - 1
    }

    private static func days(_ text: String) -> Int64? {
        guard text.utf8.count == 10, let midnight = UTCTime(iso8601: "\(text)T00:00:00Z") else { return nil }
        return midnight.millisecondsSinceEpoch / 86_400_000
    }

    private var words: String {
        switch self {
        case .boolean: "boolean"
        case .int16, .int32, .int64: "whole number that its column holds"
        case .double: "number"
        case .text, .json: "text"
        case .bytes: "Base64"
        case .date: "date such as 2026-11-27"
        case .dateDays: "number of days"
        case .timestamp: "time with an offset such as 2026-11-27T10:00:00Z"
        case .timestampUnits, .timeUnits: "number of a time"
        case .decimal(let precision, let scale), .decimalBytes(let precision, let scale):
            "decimal(\(precision), \(scale))"
        }
    }
}
