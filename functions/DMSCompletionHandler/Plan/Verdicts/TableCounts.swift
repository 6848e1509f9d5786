import AWSDMS

/// The counts of one table, on each side that could be counted.
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
        struct File: Sendable, Equatable {
            var key: String
            var bytes: Int64
            /// Without quotes; `nil` where the listing has none.
            var etag: String?
        }

        var files: [File]
        /// Files from before the load began.
        var leftovers: Int
        /// Rows as the files' own footers count them; `nil` when they are not asked.
        var rows: Result<Int64, Failure>?

        var bytes: Int64 {
            files.reduce(Int64(0)) { sum, file in
                let (next, overflow) = sum.addingReportingOverflow(file.bytes)
                return overflow ? .max : next
            }
        }
    }

    /// A count that has no number, for a reason that says something about the table.
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
