/// A table of the Glue Data Catalog. Each dataset of an export becomes a partition of the table.
struct CatalogTable: Sendable, Equatable, Codable {
    let database: String
    let table: String
    /// The values of the partition keys, in the table's order. Each value is the text of a ``DatasetPrefixTemplate``.
    let values: [String]
}
