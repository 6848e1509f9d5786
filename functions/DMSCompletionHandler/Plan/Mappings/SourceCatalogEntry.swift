/// A relation of the source database, as its catalogue lists it.
struct SourceCatalogEntry: Sendable, Equatable {
    enum Kind: Sendable { case table, partitionedTable, view }

    let name: TableName
    let kind: Kind
    /// The partitioned table it is a partition of.
    let partitionOf: TableName?
    /// The engine of a table that no snapshot holds, such as MyISAM; `nil` for all others.
    var engineWithoutSnapshot: String?
}
