/// The rules for values that fit into a type.
extension SQLType {
    /// The maximum size, in bytes, of a text or binary value; `nil` for other types.
    public var length: Int? { family == .text || family == .binary ? numbers.first : nil }

    /// Returns the varchar type with another length.
    ///
    /// - Parameter length: the maximum size of a value, in bytes. A greater length than ``longestText`` becomes
    ///   ``longestText``.
    public func widened(to length: Int) -> SQLType {
        SQLType(text: "varchar(\(min(max(length, 1), Self.longestText)))", family: .text)
    }

    /// The maximum size of a varchar, in bytes.
    public static let longestText = 65_535

    /// Returns `true` when every value of the other type fits into this one without losing a digit, a byte or an hour.
    public func holds(_ other: SQLType) -> Bool {
        if self == other { return true }
        switch (other.family, family) {
        case (.text, .text): return (length ?? 0) >= (other.length ?? 0) && !description.hasPrefix("char(")
        case (.binary, .binary): return (length ?? 0) >= (other.length ?? 0)
        case (.integer, .integer): return wholeDigits >= other.wholeDigits
        case (.integer, .decimal), (.decimal, .decimal):
            return wholeDigits >= other.wholeDigits && scale >= other.scale
        // A decimal without a scale may have as many digits as an integer always holds.
        case (.decimal, .integer): return other.scale == 0 && other.wholeDigits < wholeDigits
        case (.float, .float): return description == "double precision"
        case (.integer, .float): return other.wholeDigits <= (description == "real" ? 5 : 10)
        case (.date, .timestamp): return true
        default: return false
        }
    }

    /// The maximum number of digits that a value of the type has before the decimal point.
    private var wholeDigits: Int {
        switch description {
        case "smallint": 5
        case "integer": 10
        case "bigint": 19
        default: (numbers.first ?? 0) - scale
        }
    }

    private var scale: Int { family == .decimal ? numbers.last ?? 0 : 0 }

    /// The numbers in the type's parentheses.
    private var numbers: [Int] {
        description.split(whereSeparator: { !("0"..."9").contains($0) }).compactMap { Int($0) }
    }
}
