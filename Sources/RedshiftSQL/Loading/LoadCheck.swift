/// A check of the rows of a load, named as in dbt.
public struct LoadCheck: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        case notNull([SQLIdentifier])
        /// No two rows of the table have the same values in these columns.
        case unique([SQLIdentifier])
        /// - Parameter values: the accepted values, as SQL literals.
        case acceptedValues(SQLIdentifier, values: [String])
        /// Every value of the first column exists in a column of another table.
        case relationships(SQLIdentifier, to: SQLTable, SQLIdentifier)
        /// The number of the load's rows is in the range.
        case rowCount(ClosedRange<Int64>)
        /// The newest row is at most this number of seconds old.
        case freshness(SQLIdentifier, withinSeconds: Int64)
        /// The expression is true, or NULL, for every row.
        case expression(String)
        /// The column's sum over the source's rows equals its sum over the table's rows.
        case balance(SQLIdentifier)
    }

    public enum Tolerance: Sendable, Hashable {
        case rows(Int64)
        /// A share of the load's rows, in percent.
        case percent(Double)
    }

    public let name: String
    public let kind: Kind
    /// `true` to stop the load when the check fails, `false` to only report the failure.
    public let isError: Bool
    public let atMost: Tolerance
    /// A SQL condition that limits the check to some rows.
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

    /// The names of the kinds of checks in a plan.
    public static let kinds = [
        "not_null", "unique", "accepted_values", "relationships", "row_count", "freshness", "expression", "balance",
    ]
}
