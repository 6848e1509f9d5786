/// SQL with its values bound apart from it, so that none can become part of the statement.
struct SQLPredicate: Sendable, Equatable {
    /// Without `WHERE`; empty when every row is wanted. Values are `$1`, `$2` … in the order of ``values``.
    private(set) var text = ""
    private(set) var values: [String] = []

    /// Every row.
    static let everything = SQLPredicate()

    private init() {}

    /// - Parameter quote: makes an identifier of a column's name.
    /// - Throws: what `quote` throws.
    init<Failure: Error>(_ filters: [RowFilter], quote: (String) throws(Failure) -> String) throws(Failure) {
        var all: [String] = []
        for filter in filters {
            let column = try quote(filter.column)
            var alternatives: [String] = []
            for condition in filter.conditions { alternatives.append(sql(condition, column)) }
            all.append("(\(alternatives.joined(separator: " OR ")))")
        }
        text = all.joined(separator: " AND ")
    }

    private mutating func sql(_ condition: RowFilter.Condition, _ column: String) -> String {
        switch condition {
        case .atMost(let value): "\(column) <= \(bind(value))"
        case .atLeast(let value): "\(column) >= \(bind(value))"
        case .equal(let value): "\(column) = \(bind(value))"
        case .notEqual(let value): "\(column) <> \(bind(value))"
        case .between(let low, let high): "\(column) BETWEEN \(bind(low)) AND \(bind(high))"
        case .notBetween(let low, let high): "\(column) NOT BETWEEN \(bind(low)) AND \(bind(high))"
        case .null: "\(column) IS NULL"
        case .notNull: "\(column) IS NOT NULL"
        }
    }

    private mutating func bind(_ value: String) -> String {
        values.append(value)
        return "$\(values.count)"
    }
}
