/// A table or view of a database, as the database's catalogue lists it.
struct SourceCatalogEntry: Sendable, Equatable {
    enum Kind: Sendable { case table, partitionedTable, view }

    let name: TableName
    let kind: Kind
    /// The partitioned table that this partition belongs to; `nil` for a table that is no partition.
    let partitionOf: TableName?
    /// The engine, such as MyISAM, of a table that a snapshot cannot include; `nil` for all other tables.
    var engineWithoutSnapshot: String?
}
