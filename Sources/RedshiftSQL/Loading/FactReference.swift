/// A fact's reference, as the dimension sees it.
public struct FactReference: Sendable, Hashable {
    public let fact: SQLTable
    public let uniqueKey: [SQLIdentifier]
    public let lookup: DimensionLookup
    /// Aggregates of the fact that show the surrogate key.
    public let aggregates: [AggregateTarget]

    public init(
        fact: SQLTable,
        uniqueKey: [SQLIdentifier],
        lookup: DimensionLookup,
        aggregates: [AggregateTarget]
    ) {
        self.fact = fact
        self.uniqueKey = uniqueKey
        self.lookup = lookup
        self.aggregates = aggregates
    }
}
