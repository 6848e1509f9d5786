/// A promise about the rows of a load, by the name that dbt has for it.
public struct LoadCheck: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        case notNull([SQLIdentifier])
        /// No two rows of the table have these values.
        case unique([SQLIdentifier])
        /// - Parameter values: as SQL literals.
        case acceptedValues(SQLIdentifier, values: [String])
        /// Every value is one of another table's column.
        case relationships(SQLIdentifier, to: SQLTable, SQLIdentifier)
        /// Rows of the load.
        case rowCount(ClosedRange<Int64>)
        /// The newest row is at most so many seconds old.
        case freshness(SQLIdentifier, withinSeconds: Int64)
        /// True, or NULL, of every row.
        case expression(String)
        /// The column's sum over the rows as they came is that of the rows in the table.
        case balance(SQLIdentifier)
    }

    public enum Tolerance: Sendable, Hashable {
        case rows(Int64)
        /// Of the load's rows.
        case percent(Double)
    }

    public let name: String
    public let kind: Kind
    /// A broken promise holds the load; otherwise it is only reported.
    public let isError: Bool
    public let atMost: Tolerance
    /// A condition on the rows that the promise is about.
    public let condition: String?

    public init(
        name: String,
        kind: Kind,
        isError: Bool = true,
        atMost: Tolerance = .rows(0),
        condition: String? = nil
    ) {
        self.name = name
        self.kind = kind
        self.isError = isError
        self.atMost = atMost
        self.condition = condition
    }

    /// The names that a plan gives kinds.
    public static let kinds = [
        "not_null", "unique", "accepted_values", "relationships", "row_count", "freshness", "expression", "balance",
    ]
}
