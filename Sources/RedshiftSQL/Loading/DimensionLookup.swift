/// The reference of a fact table to a dimension table.
public struct DimensionLookup: Sendable, Hashable {
    public let dimension: SQLTable
    /// The columns of the dimension's `unique_key`, in the same order as ``by``.
    public let key: [SQLIdentifier]
    /// The dimension's column that contains its surrogate key.
    public let dimensionSurrogate: SQLIdentifier
    /// The fact's columns that contain the dimension's business key.
    public let by: [SQLIdentifier]
    /// The fact's column that contains the dimension's surrogate key.
    public let surrogate: SQLIdentifier
    /// The fact's column with the time of the event; `nil` for a dimension without history.
    public let at: SQLIdentifier?

    public init(
        dimension: SQLTable,
        key: [SQLIdentifier],
        dimensionSurrogate: SQLIdentifier,
        by: [SQLIdentifier],
        surrogate: SQLIdentifier,
        at: SQLIdentifier?
    ) {
        self.dimension = dimension
        self.key = key
        self.dimensionSurrogate = dimensionSurrogate
        self.by = by
        self.surrogate = surrogate
        self.at = at
    }

    /// Returns a SQL condition that joins a fact's row with the dimension version that the row refers to.
    func matches(fact: String, dimension: String) -> String {
        var terms = zip(by, key).map { "\(dimension).\($1) = \(fact).\($0)" }
        if let at {
            terms.append("\(fact).\(at) >= \(dimension).\(HistoryColumn.validFrom)")
            terms.append("\(fact).\(at) < \(dimension).\(HistoryColumn.validTo)")
        }
        return terms.joined(separator: " AND ")
    }
}
