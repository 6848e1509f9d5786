/// The counts of a database's tables, all of one moment but for the caveat.
struct DatabaseCounts: Sendable {
    struct Count: Sendable, Equatable {
        let result: Result<TableCounts.Count, TableCounts.Failure>
        /// Columns that the checksum was made of.
        let keyColumns: [String]
    }

    let relations: [SourceCatalogEntry]
    let counts: [TableName: Count]
    /// The reason why they are not all of one moment; `nil` when they are.
    var caveat: String?
}
