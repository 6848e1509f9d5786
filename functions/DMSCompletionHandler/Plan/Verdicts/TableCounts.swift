import AWSDMS

/// What was counted of one table, on each side that could be.
struct TableCounts: Sendable, Equatable {
    /// Rows, and a sum over hashes of key columns.
    struct Count: Sendable, Equatable {
        var rows: Int64
        var checksum: String?
        /// Seconds the count took.
        var seconds: Double?
    }

    /// The files of a table in S3.
    struct Files: Sendable, Equatable {
        var count: Int
        var bytes: Int64
        /// Files from before the load began.
        var leftovers: Int
        var keys: [String]
    }

    /// What a count can end with instead of a number, as far as it says something about the table.
    enum Failure: Error, Sendable, Equatable {
        case missing
        case impossible(String)
    }

    var source: Result<Count, Failure>?
    var target: Result<Count, Failure>?
    var files: Files?
}

extension TableStatistics {
    /// The rows that must have arrived, as DMS counted them.
    var rows: Int64 {
        fullLoadRows.addingReportingOverflow(inserts).partialValue.subtractingReportingOverflow(deletes).partialValue
    }
}
