/// The logical types of columns.
/// https://github.com/apache/parquet-format/blob/master/LogicalTypes.md
public enum ParquetType: Sendable, Hashable {
    case boolean
    case int16, int32, int64
    case float, double
    /// Text in UTF-8.
    case text
    /// JSON text in UTF-8.
    case json
    case bytes
    /// A date as the number of days since 1970-01-01.
    case date
    /// A time of day in microseconds since midnight.
    case time(isUTC: Bool)
    /// A timestamp in microseconds since 1970-01-01 00:00. With `isUTC` it is a moment in UTC; without `isUTC` it is a
    /// date and time without a time zone.
    case timestamp(isUTC: Bool)
    /// A decimal number.
    ///
    /// - Parameters:
    ///   - precision: the number of digits, 1 to 38.
    ///   - scale: the number of digits after the decimal point, 0 to the precision.
    case decimal(precision: Int, scale: Int)
}

extension ParquetType {
    /// The physical types, which decide the layout of the bytes. Their numbers are those of the file format.
    enum Physical: Int, Sendable {
        case boolean = 0
        case int32 = 1
        case int64 = 2
        case float = 4
        case double = 5
        case byteArray = 6
        case fixedLengthByteArray = 7
    }

    var physical: Physical {
        switch self {
        case .boolean: .boolean
        case .int16, .int32, .date: .int32
        case .int64, .time, .timestamp: .int64
        case .float: .float
        case .double: .double
        case .text, .json, .bytes: .byteArray
        case .decimal(let precision, _):
            precision <= 9 ? .int32 : precision <= 18 ? .int64 : .fixedLengthByteArray
        }
    }

    /// The number of bytes of a value that has a fixed length; `nil` for the other physical types.
    var fixedLength: Int? {
        guard case .decimal(let precision, _) = self, physical == .fixedLengthByteArray else { return nil }
        return Self.bytes(ofDigits: precision)
    }

    /// The whole numbers that are allowed as values of the type; `nil` for a type that has none.
    var wholeNumbers: ClosedRange<Int64>? {
        switch self {
        case .int16: Int64(Int16.min)...Int64(Int16.max)
        case .int32, .date: Int64(Int32.min)...Int64(Int32.max)
        case .int64, .timestamp: Int64.min...Int64.max
        case .time: 0...86_400_000_000
        case .boolean, .float, .double, .text, .json, .bytes, .decimal: nil
        }
    }

    /// The reason why no column can have this type; `nil` for a valid type.
    var problem: String? {
        guard case .decimal(let precision, let scale) = self else { return nil }
        guard (1...38).contains(precision) else { return "a decimal has 1 to 38 digits, not \(precision)" }
        return (0...precision).contains(scale)
            ? nil : "a decimal of \(precision) digits cannot have \(scale) of them behind its point"
    }

    /// Returns the greatest whole number with `count` digits.
    static func greatest(ofDigits count: Int) -> Int128 { (0..<count).reduce(Int128(1)) { power, _ in power * 10 } - 1 }

    /// Returns the smallest number of bytes whose two's complement can represent every number with `count` digits.
    static func bytes(ofDigits count: Int) -> Int {
        let greatest = greatest(ofDigits: count)
        return (1...16).first { $0 == 16 || greatest < Int128(1) << Int128(8 * $0 - 1) } ?? 16
    }
}
