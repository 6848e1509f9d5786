/// One table to count in one database.
struct CountJob: Sendable, Equatable {
    enum Keys: Sendable, Equatable {
        case none
        case primaryKey
        case columns([String])
    }

    let table: TableName
    let filters: [RowFilter]
    let keys: Keys
    /// True to count the whole table when it does not take the filters.
    var mayCountWhole = false
    /// True to count a partitioned table without the rows of its partitions.
    var leavesPartitions = false
}
