/// The counts of a database's tables. They are all from one moment, except as ``caveat`` says.
struct DatabaseCounts: Sendable {
    struct Count: Sendable, Equatable {
        let result: Result<TableCounts.Count, TableCounts.Failure>
        /// The columns that the checksum is made from; empty for no checksum.
        let keyColumns: [String]
    }

    let relations: [SourceCatalogEntry]
    let counts: [TableName: Count]
    /// The reason why the counts are not all from one moment; `nil` when they are.
    var caveat: String?
}
