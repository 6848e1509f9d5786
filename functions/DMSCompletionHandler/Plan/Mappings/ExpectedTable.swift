import AWSDMS

/// One table that should have been migrated, and what DMS says of it.
struct ExpectedTable: Sendable, Equatable {
    let source: TableName
    let target: TableName
    /// `nil`: the mappings select it, and DMS's statistics do not know it.
    let statistics: TableStatistics?
    let filters: Result<[RowFilter], MappingError>
}
