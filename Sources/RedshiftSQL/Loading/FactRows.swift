/// Rows of events that refer to dimensions.
public struct FactRows: Sendable, Hashable {
    public let keyed: KeyedRows
    public let dimensions: [DimensionLookup]

    public init(keyed: KeyedRows, dimensions: [DimensionLookup]) {
        self.keyed = keyed
        self.dimensions = dimensions
    }
}
