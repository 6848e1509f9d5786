import AWSDMS

/// One table that should have been migrated, and what DMS says of it.
struct ExpectedTable: Sendable, Equatable {
    let source: TableName
    let target: TableName
    /// `nil`: the mappings select it, and DMS's statistics do not know it.
    let statistics: TableStatistics?
    let filters: Result<[RowFilter], MappingError>
    /// True for a partitioned table whose rows DMS counts with its partitions: it has none of its own.
    var isCountedByPartitions = false
}
