import AWSS3
import RedshiftSQL
import UTCTime

/// The function's answer to a command, which Step Functions reads too.
struct LoaderAnswer: Sendable, Encodable {
    /// A file that COPY refuses.
    struct Quarantined: Sendable, Encodable {
        let uri: String
        let line: Int64?
        let column: String?
        let reason: String
    }

    struct Load: Sendable, Encodable {
        let id: String
        let plan: String
        let table: String
        /// An outcome, or the present phase: `queued`, `submitting`, `submitted`, `comparing`, `diagnosing`, `waiting`.
        let status: String
        let files: Int
        let rows: Int64?
        let attempt: Int
        /// The step that failed.
        let step: String?
        let message: String?
        let retryAt: UTCTime?
        /// Files that the load left out.
        let quarantined: [Quarantined]?
        /// Checks that failed, with some of their rows.
        let evidence: [CheckEvidence]?

        init(_ record: LoadRecord) {
            id = record.id
            plan = record.plan
            table = record.table
            status = record.status
            files = record.files.count
            rows = record.rows
            attempt = record.attempt
            step = record.step?.rawValue
            message = record.message
            retryAt = record.retryAt
            let bad = record.quarantined.map {
                Quarantined(uri: $0.file.location.description, line: $0.line, column: $0.column, reason: $0.reason)
            }
            quarantined = bad.isEmpty ? nil : bad
            evidence = record.evidence
        }

        /// The answer for files of a table that are not in a load yet.
        init(waiting table: String, plan: String) {
            self.init(table, plan, status: "waiting", message: nil)
        }

        /// The answer to a request that has no files to load.
        init(nothingOf plan: String) {
            self.init("", plan, status: LoadOutcome.duplicate.rawValue, message: "there are no files")
        }

        private init(_ table: String, _ plan: String, status: String, message: String?) {
            id = ""
            self.plan = plan
            self.table = table
            self.status = status
            self.message = message
            (files, rows, attempt, step, retryAt) = (0, nil, 0, nil, nil)
            (quarantined, evidence) = (nil, nil)
        }
    }

    struct Lane: Sendable, Encodable {
        let lane: String
        let status: String
        /// Ids, in the order in which they are loaded.
        let loads: [String]
        /// Tables with files that wait for their window.
        let waiting: [String]
    }

    struct Freshness: Sendable, Encodable {
        let table: String
        let state: FreshnessRule.State
        /// The age of the newest data that is published; absent when nothing was loaded yet.
        let freshnessSeconds: Double?
        /// Seconds from the oldest file of the last load to its end.
        let sourceLagSeconds: Double?
        /// Files that are known and not loaded.
        let backlog: Int
        let newestFileAt: UTCTime?
        let loadedAt: UTCTime?
        let warnAfterSeconds: Double?
        let errorAfterSeconds: Double?
    }

    struct Backfill: Sendable, Encodable {
        let id: String
        /// `listing` or `listed`; the loads have outcomes of their own.
        let status: String
        let placesLeft: [String]
    }

    /// A partition of a topic, or a shard of a stream.
    struct StreamPart: Sendable, Encodable {
        let part: String
        /// The newest record's place in it.
        let newest: String
        let lagSeconds: Int64?
        /// Records that are no JSON.
        let rejected: Int64?
    }

    struct Migration: Sendable, Encodable {
        let plan: String
        /// An outcome, or the present phase: `reading`, `running`, `closing`.
        let status: String
        /// Names of the migrations that were due, in their order.
        let scripts: [String]
        /// The number of those that are applied.
        let applied: Int
        let message: String?
        /// Tables that somebody else has changed since the last migration.
        let drift: [String]
        /// The number of statements that are done of a migration that runs outside a transaction and was refused.
        let statementsDone: Int?

        init(_ record: MigrationRecord) {
            plan = record.plan
            status = record.status
            scripts = record.scripts
            applied = record.index
            message = record.message
            drift = record.drift
            statementsDone = record.partial?.count
        }
    }

    struct Sweep: Sendable, Encodable {
        let lanes: Int
        let stuck: Int
        let left: Int
    }

    /// `Accepted`, `Load`, `Unknown`, `Swept`, `Fresh`, `Stale`, `Backfill`, or `Done` for an event that nothing is answered to.
    let outcome: String
    var files: Int?
    var lanes: [Lane]?
    var load: Load?
    /// The loads of a request.
    var loads: [Load]?
    var sweep: Sweep?
    var freshness: [Freshness]?
    var backfill: Backfill?
    var migration: Migration?
    var copyJob: CopyJobMissedFiles?
    var stream: [StreamPart]?
}
