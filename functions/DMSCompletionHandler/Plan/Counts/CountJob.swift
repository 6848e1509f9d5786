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
    /// `true` to count the whole table when the filters do not fit it.
    var mayCountWhole = false
    /// `true` to count a partitioned table without the rows of its partitions.
    var leavesPartitions = false
}
