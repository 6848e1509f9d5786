/// The proof of one stop, as it is written once and never changed. What comes next goes by it, and by nothing else.
struct Manifest: Codable, Sendable, Equatable {
    enum Verdict: String, Codable, Sendable {
        case passed
        case partlyPassed = "partly-passed"
        case held
        case failed
    }

    struct Task: Codable, Sendable, Equatable {
        var arn: String
        var kind: String
        var identifier: String
        var type: String?
        var status: String
        var stopReason: String?
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

        struct Files: Codable, Sendable, Equatable {
            var count: Int
            var bytes: Int64
            var keys: [String]
        }

        struct Seconds: Codable, Sendable, Equatable {
            var load: Double?
            var source: Double?
            var target: Double?
        }

        var table: String
        var target: String
        /// `passed`, `held` or `ignored`.
        var verdict: String
        var reason: String
        var policy: String
        var rows: Rows
        var dms: Statistics?
        var checksum: Checksum?
        var files: Files?
        var seconds: Seconds
    }

    /// Of a DataSync execution.
    struct TransferredFiles: Codable, Sendable, Equatable {
        var transferred: Int64?
        var verified: Int64?
        var skipped: Int64?
        var failed: Int64?
        var bytes: Int64?
    }

    var version = 1
    var migration: String
    var revision: Int
    var task: Task
    var verdict: Verdict
    var reason: String
    var gate: String
    var evidence: Evidence
    var passed: [String]
    var held: [String]
    var ignored: [String]
    var tables: [Table]
    var files: TransferredFiles?
    var checkedAt: String
    var checkedBy: String
}
