/// A column that a filter names: how the values that are compared with it are written.
enum FilterColumn: Sendable, Equatable {
    /// Values are numbers in the statement, compared as such and not by way of text or floating point.
    case number
    /// Values are text in the statement.
    case text
    /// Values are text that must be a date or the like: the server is asked first whether they are.
    case converted(to: String)
    /// A column of a type whose filters cannot be counted.
    case unsupported(String)

    /// A number as MySQL and T-SQL write it: sign, digits, a point, an exponent. Nothing else may stand in a statement unquoted.
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
    /// The values of all conditions.
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
