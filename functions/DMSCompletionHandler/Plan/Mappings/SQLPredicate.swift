/// The SQL condition for the rows that meet all filters.
struct SQLPredicate: Sendable, Equatable {
    /// The condition's SQL without `WHERE`; empty when every row is wanted.
    let text: String
    /// The values to bind. They are separate from the text, so that no value can become part of the statement.
    private(set) var values: [String] = []

    /// The condition that every row meets.
    static let everything = SQLPredicate(text: "")

    private init(text: String) { self.text = text }

    /// Makes a condition with bound values, written as `$1`, `$2` … in the order of ``values``.
    ///
    /// - Parameter quote: makes an identifier of a column's name.
    /// - Throws: the error of `quote`.
    init<Failure: Error>(_ filters: [RowFilter], quote: (String) throws(Failure) -> String) throws(Failure) {
        var values: [String] = []
        try self.init(
            filters,
            quote: quote,
            bind: { (value: String) throws(Failure) in
                values.append(value)
                return "$\(values.count)"
            }
        )
        self.values = values
    }

    /// Makes a condition that contains its values, for services that cannot bind values.
    ///
    /// - Parameters:
    ///   - quote: makes an identifier of a column's name.
    ///   - bind: makes a literal of a value.
    /// - Throws: the error of `quote` or `bind`.
    init<Failure: Error>(
        _ filters: [RowFilter],
        quote: (String) throws(Failure) -> String,
        bind: (String) throws(Failure) -> String
    ) throws(Failure) {
        var all: [String] = []
        for filter in filters {
            let column = try quote(filter.column)
            var alternatives: [String] = []
            for condition in filter.conditions { alternatives.append(try Self.sql(condition, column, bind)) }
            all.append("(\(alternatives.joined(separator: " OR ")))")
        }
        text = all.joined(separator: " AND ")
    }

    private static func sql<Failure: Error>(
        _ condition: RowFilter.Condition,
        _ column: String,
        _ bind: (String) throws(Failure) -> String
    ) throws(Failure) -> String {
        switch condition {
        case .atMost(let value): return "\(column) <= \(try bind(value))"
        case .atLeast(let value): return "\(column) >= \(try bind(value))"
        case .equal(let value): return "\(column) = \(try bind(value))"
        case .notEqual(let value): return "\(column) <> \(try bind(value))"
        case .between(let low, let high): return "\(column) BETWEEN \(try bind(low)) AND \(try bind(high))"
        case .notBetween(let low, let high): return "\(column) NOT BETWEEN \(try bind(low)) AND \(try bind(high))"
        case .null: return "\(column) IS NULL"
        case .notNull: return "\(column) IS NOT NULL"
        }
    }
}
