import Base64Coding
import JSON
import LambdaEvents
import Parquet
import UTCTime

/// Writes rows as lines of JSON with the same columns as in Parquet. Dates and times are text, and decimals have all of
/// their digits.
enum JSONLines {
    /// - Parameter isRaw: `true` to add the value of each row's record, in Base64.
    static func bytes(_ group: SchemaGroup, isRaw: Bool) -> [UInt8] {
        var lines: [UInt8] = []
        for row in group.rows {
            var writer = JSONWriter()
            writer.beginObject()
            for column in LandedColumn.allCases {
                writer.key(column.rawValue)
                write(column.value(of: row), column == .timestamp ? .timestamp : nil, to: &writer)
            }
            for (column, field) in zip(group.columns, row.fields) {
                writer.key(field.name)
                write(field.value, column.type, to: &writer)
            }
            if isRaw {
                writer.key("_value")
                write(row.record.value.map { .bytes($0[...]) } ?? .null, .bytes, to: &writer)
            }
            writer.endObject()
            lines += writer.bytes
            lines.append(UInt8(ascii: "\n"))
        }
        return lines
    }

    private static func write(_ value: ParquetValue, _ type: FieldType?, to writer: inout JSONWriter) {
        switch value {
        case .null: writer.null()
        case .boolean(let flag): writer.bool(flag)
        case .integer(let number): write(number, type, to: &writer)
        case .decimal(let number):
            let text = decimal(number, scale: type?.scale ?? 0)
            if let number = JSONNumber(text) { writer.number(number) } else { writer.string(text) }
        case .double(let number): writer.number(number)
        case .text(let text):
            if type == .json, let document = try? JSONDocument(text),
                let value = try? document.root.decode(JSONValue.self)
            {
                writer.value(value)
            } else {
                writer.string(text)
            }
        case .bytes(let bytes): writer.string(Base64.encode(Array(bytes)))
        }
    }

    private static func write(_ number: Int64, _ type: FieldType?, to writer: inout JSONWriter) {
        switch type {
        case .date, .dateDays:
            let (milliseconds, overflow) = number.multipliedReportingOverflow(by: 86_400_000)
            if let text = overflow ? nil : instant(milliseconds) {
                writer.string(String(text.prefix(10)))
            } else {
                writer.integer(number)
            }
        case .timestamp, .timestampUnits:
            let (seconds, micros) = floored(number, 1_000_000)
            if let text = instant(seconds * 1_000) {
                writer.string("\(text.prefix(19)).\(digits(micros, 6))Z")
            } else {
                writer.integer(number)
            }
        case .timeUnits:
            let (seconds, micros) = floored(number, 1_000_000)
            let clock = [seconds / 3_600, seconds / 60 % 60, seconds % 60].map { digits($0, 2) }
            writer.string("\(clock[0]):\(clock[1]):\(clock[2]).\(digits(micros, 6))")
        default: writer.integer(number)
        }
    }

    /// - Returns: the time in RFC 3339; `nil` outside the years 0 to 9999, which four digits cannot express.
    private static func instant(_ milliseconds: Int64) -> String? {
        guard (-62_167_219_200_000..<253_402_300_800_000).contains(milliseconds) else { return nil }
        return UTCTime(millisecondsSinceEpoch: milliseconds).rfc3339
    }

    private static func floored(_ number: Int64, _ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    private static func digits(_ number: Int64, _ width: Int) -> String {
        let text = "\(number)"
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }

    /// Writes a number with its decimal point: 150 with scale 2 is 1.50.
    static func decimal(_ number: Int128, scale: Int) -> String {
        guard scale > 0 else { return "\(number)" }
        let text = "\(number.magnitude)"
        let padded = String(repeating: "0", count: max(0, scale + 1 - text.utf8.count)) + text
        return "\(number < 0 ? "-" : "")\(padded.dropLast(scale)).\(padded.suffix(scale))"
    }
}

extension FieldType {
    /// The number of digits after a decimal's point; `nil` for other types.
    fileprivate var scale: Int? {
        switch self {
        case .decimal(_, let scale), .decimalBytes(_, let scale): scale
        default: nil
        }
    }
}
