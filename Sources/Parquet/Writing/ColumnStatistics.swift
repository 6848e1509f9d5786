/// The smallest and the greatest value of a column chunk, which let readers skip chunks.
/// https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift (Statistics, TypeDefinedOrder)
struct ColumnStatistics: Sendable {
    /// A value in a form that can be compared as its type requires.
    private enum Bound {
        case integer(Int128)
        case double(Double)
        case bytes([UInt8])

        func isBefore(_ other: Bound) -> Bool {
            switch (self, other) {
            case (.integer(let one), .integer(let other)): one < other
            case (.double(let one), .double(let other)): one < other
            case (.bytes(let one), .bytes(let other)): one.lexicographicallyPrecedes(other)
            default: false
            }
        }
    }

    /// The maximum length of a bound, in bytes. A longer bound would make the footer too large.
    static let longestBound = 64

    private(set) var nulls: Int64 = 0
    private var least: Bound?
    private var greatest: Bound?
    /// `true` when a value has no order (NaN) or is too long. There are no bounds then.
    private var isUnbounded = false

    mutating func addNull() { nulls += 1 }

    mutating func add(_ value: Int128) { widen(.integer(value)) }

    mutating func add(_ value: Double) {
        if value.isNaN { isUnbounded = true } else { widen(.double(value)) }
    }

    /// Widens the bounds to include a value. The value is copied only when it is outside the bounds.
    mutating func add(_ value: ArraySlice<UInt8>) {
        guard !isUnbounded else { return }
        guard value.count <= Self.longestBound else {
            isUnbounded = true
            return
        }
        if case .bytes(let least)? = least, case .bytes(let greatest)? = greatest,
            !value.lexicographicallyPrecedes(least), !greatest.lexicographicallyPrecedes(value)
        {
            return
        }
        widen(.bytes(Array(value)))
    }

    private mutating func widen(_ bound: Bound) {
        if least.map({ bound.isBefore($0) }) ?? true { least = bound }
        if greatest.map({ $0.isBefore(bound) }) ?? true { greatest = bound }
    }

    /// Returns the bounds in the encoding PLAIN. A byte array is written without its length.
    func bounds(_ type: ParquetType) -> (least: [UInt8], greatest: [UInt8])? {
        guard !isUnbounded, let least, let greatest else { return nil }
        return (Self.plain(least, type, isLeast: true), Self.plain(greatest, type, isLeast: false))
    }

    private static func plain(_ bound: Bound, _ type: ParquetType, isLeast: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        switch bound {
        case .bytes(let value): return value
        case .integer(let value) where type == .boolean: return [value == 0 ? 0 : 1]
        case .integer(let value): bytes.appendPlain(value, type)
        case .double(let value):
            // Both zeros are within bounds of zero only if the signs are these.
            let bound = value == 0 ? (isLeast ? -0.0 : 0.0) : value
            if type == .float {
                bytes.appendLittleEndian(Float(bound).bitPattern)
            } else {
                bytes.appendLittleEndian(bound.bitPattern)
            }
        }
        return bytes
    }
}

extension [UInt8] {
    /// Appends a whole number that fits the type.
    mutating func appendPlain(_ value: Int128, _ type: ParquetType) {
        switch type.physical {
        case .int32: appendLittleEndian(Int32(truncatingIfNeeded: value))
        case .fixedLengthByteArray:
            for byte in stride(from: (type.fixedLength ?? 16) - 1, through: 0, by: -1) {
                append(UInt8(truncatingIfNeeded: value >> Int128(8 * byte)))
            }
        default: appendLittleEndian(Int64(truncatingIfNeeded: value))
        }
    }
}
