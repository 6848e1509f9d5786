/// The reference of a fact to a dimension. The load of the dimension uses it to update the fact.
public struct FactReference: Sendable, Hashable {
    public let fact: SQLTable
    public let uniqueKey: [SQLIdentifier]
    public let lookup: DimensionLookup
    /// The fact's aggregates that use the surrogate key.
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
