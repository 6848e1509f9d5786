/// The form in which a filter's values are written in SQL. It follows from the type of the filtered column.
enum FilterColumn: Sendable, Equatable {
    /// Values are written as numbers, so that the server compares numbers exactly, without text or floating point.
    case number
    /// Values are written as text literals.
    case text
    /// Values are written as text that must convert to this type, such as a date. The server is first asked to check
    /// that.
    case converted(to: String)
    /// The column's type is not supported. Rows with this filter therefore cannot be counted.
    case unsupported(String)

    /// Returns `true` for a number as MySQL and T-SQL write it: sign, digits, a point, an exponent. Only such a value
    /// may be in a statement without quotes.
    static func isNumber(_ value: String) -> Bool {
        var rest = value.utf8[...]
        func digits() -> Int {
            let count = rest.prefix { (0x30...0x39).contains($0) }.count
            rest = rest.dropFirst(count)
            return count
        }
        func skip(_ bytes: Set<UInt8>) -> Bool {
            guard let first = rest.first, bytes.contains(first) else { return false }
            rest = rest.dropFirst()
            return true
        }
        _ = skip([0x2B, 0x2D])
        let whole = digits()
        let fraction = skip([0x2E]) ? digits() : 0
        guard whole + fraction > 0 else { return false }
        if skip([0x45, 0x65]) {
            _ = skip([0x2B, 0x2D])
            guard digits() > 0 else { return false }
        }
        return rest.isEmpty
    }
}

extension RowFilter {
    /// The values of all conditions of the filter.
    var values: [String] {
        conditions.flatMap { (condition) -> [String] in
            switch condition {
            case .atMost(let value), .atLeast(let value), .equal(let value), .notEqual(let value): [value]
            case .between(let low, let high), .notBetween(let low, let high): [low, high]
            case .null, .notNull: []
            }
        }
    }
}
