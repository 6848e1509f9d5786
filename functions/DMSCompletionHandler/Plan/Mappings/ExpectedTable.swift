import AWSDMS

/// A table that should have been migrated, with DMS's statistics about the table.
struct ExpectedTable: Sendable, Equatable {
    let source: TableName
    let target: TableName
    /// DMS's statistics about the table; `nil` when the mappings select the table but DMS does not show it.
    let statistics: TableStatistics?
    let filters: Result<[RowFilter], MappingError>
    /// `true` when DMS counts the table's rows in its partitions, and shows the table with 0 rows.
    var isCountedByPartitions = false
}
