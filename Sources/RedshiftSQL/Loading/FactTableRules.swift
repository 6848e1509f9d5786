/// The rules for a fact table. Its rows are events that refer to dimensions.
public struct FactTableRules: Sendable, Hashable {
    public let keyed: KeyedTableRules
    public let dimensions: [DimensionLookup]

    public init(keyed: KeyedTableRules, dimensions: [DimensionLookup]) {
        self.keyed = keyed
        self.dimensions = dimensions
    }
}
