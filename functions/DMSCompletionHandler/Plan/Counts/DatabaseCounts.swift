/// What a database's tables were found to hold, all in one moment.
struct DatabaseCounts: Sendable {
    struct Count: Sendable, Equatable {
        let result: Result<TableCounts.Count, TableCounts.Failure>
        /// What the checksum was made of.
        let keyColumns: [String]
    }

    let relations: [SourceRelation]
    let counts: [TableName: Count]
}
