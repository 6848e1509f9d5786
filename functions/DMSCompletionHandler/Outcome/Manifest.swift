/// The proof of one run's end, written once and never changed. Every step and every later check rely only on this
/// proof.
struct Manifest: Codable, Sendable, Equatable {
    enum Verdict: String, Codable, Sendable {
        case passed
        case partlyPassed = "partly-passed"
        case quarantined
        case failed
    }

    struct Task: Codable, Sendable, Equatable {
        var arn: String
        var kind: String
        var identifier: String
        var type: String?
        var status: String
        var stopReason: String?
        /// DMS's last failure message, which may be from an earlier run.
        var lastFailure: String?
        var startedAt: String?
        var stoppedAt: String?
        var seconds: Double?
    }

    struct Evidence: Codable, Sendable, Equatable {
        var source: String
        var target: String
    }

    struct Table: Codable, Sendable, Equatable {
        struct Rows: Codable, Sendable, Equatable {
            var source: Int64?
            var dms: Int64?
            var target: Int64?
            /// The number of rows in the target's Parquet files, according to the files' footers.
            var files: Int64?
        }

        struct Statistics: Codable, Sendable, Equatable {
            var state: String?
            var validation: String?
            var fullLoadRows: Int64
            var inserts: Int64
            var updates: Int64
            var deletes: Int64
        }

        struct Checksum: Codable, Sendable, Equatable {
            var source: String?
            var target: String?
        }

        struct File: Codable, Sendable, Equatable {
            var key: String
            var bytes: Int64
            /// The file's ETag without quotes; `nil` when S3 gives none.
            var etag: String?
        }

        struct Seconds: Codable, Sendable, Equatable {
            var load: Double?
            var source: Double?
            var target: Double?
        }

        var table: String
        var target: String
        /// The table's verdict: `passed`, `quarantined` or `ignored`.
        var verdict: String
        var reason: String
        var policy: String
        var rows: Rows
        var dms: Statistics?
        var checksum: Checksum?
        var files: [File]?
        var seconds: Seconds
    }

    /// The numbers of files, folders and bytes of a DataSync execution.
    struct TransferredFiles: Codable, Sendable, Equatable {
        var transferred: Int64?
        var verified: Int64?
        var skipped: Int64?
        var failed: Int64?
        var foldersFailed: Int64?
        var bytes: Int64?
    }

    var version = 1
    var migration: String
    var revision: Int
    /// The hash of the plan that contains the migration.
    var plan: String?
    var task: Task
    var verdict: Verdict
    var reason: String
    /// The release policy: `all` or `table`.
    var policy: String
    var evidence: Evidence
    /// The S3 bucket of the tables' files; `nil` when the target is not in S3.
    var bucket: String?
    var passed: [String] = []
    var quarantined: [String] = []
    var ignored: [String] = []
    /// Mistakes in the plan that do not change the verdict.
    var warnings: [String] = []
    var tables: [Table] = []
    var files: TransferredFiles?
    var checkedAt: String
    var checkedBy: String
}
