import AWSDMS

/// The counts of one table, on each side that could be counted.
struct TableCounts: Sendable, Equatable {
    /// The number of rows, and a checksum: the sum of the hashes of key columns.
    struct Count: Sendable, Equatable {
        var rows: Int64
        var checksum: String?
        /// The duration of the count in seconds.
        var seconds: Double?
    }

    /// The files of a table in S3.
    struct Files: Sendable, Equatable {
        struct File: Sendable, Equatable {
            var key: String
            var bytes: Int64
            /// The file's ETag without quotes; `nil` when the listing has none.
            var etag: String?
        }

        var files: [File]
        /// The number of files that are older than the load.
        var leftovers: Int
        /// The number of rows according to the files' footers; `nil` when the footers are not read.
        var rows: Result<Int64, Failure>?

        var bytes: Int64 {
            files.reduce(Int64(0)) { sum, file in
                let (next, overflow) = sum.addingReportingOverflow(file.bytes)
                return overflow ? .max : next
            }
        }
    }

    /// The reason why a table has no count. It says something about this table, not about the check.
    enum Failure: Error, Sendable, Equatable {
        case missing
        case impossible(String)
    }

    var source: Result<Count, Failure>?
    var target: Result<Count, Failure>?
    var files: Files?
}

extension TableStatistics {
    /// The number of rows that must have arrived, as DMS counted them.
    var rows: Int64 {
        fullLoadRows.addingReportingOverflow(inserts).partialValue.subtractingReportingOverflow(deletes).partialValue
    }
}
