/// A table of the Glue Data Catalog whose partitions an export's datasets become.
struct CatalogTable: Sendable, Equatable, Codable {
    let database: String
    let table: String
    /// One text for each partition key of the table, in its order: ``DatasetPrefixTemplate``s.
    let values: [String]
}
