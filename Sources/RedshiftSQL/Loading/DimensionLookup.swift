/// A fact's reference to a dimension.
public struct DimensionLookup: Sendable, Hashable {
    public let dimension: SQLTable
    /// The dimension's `unique_key`, column for column beside ``by``.
    public let key: [SQLIdentifier]
    /// The dimension's own surrogate key.
    public let dimensionSurrogate: SQLIdentifier
    /// The fact's columns with the business key.
    public let by: [SQLIdentifier]
    /// The fact's column for the surrogate key.
    public let surrogate: SQLIdentifier
    /// The fact's column that says when it happened; `nil` for a dimension without history.
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

    /// A SQL condition that joins a fact's row with the version of the dimension that it refers to.
    func matches(fact: String, dimension: String) -> String {
        var terms = zip(by, key).map { "\(dimension).\($1) = \(fact).\($0)" }
        if let at {
            terms.append("\(fact).\(at) >= \(dimension).\(HistoryColumn.validFrom)")
            terms.append("\(fact).\(at) < \(dimension).\(HistoryColumn.validTo)")
        }
        return terms.joined(separator: " AND ")
    }
}
