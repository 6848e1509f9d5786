import AWSS3
import RedshiftSQL
import UTCTime

/// The function's answer to a command. Step Functions reads it too.
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
        /// The load's outcome, or its current phase: `queued`, `submitting`, `submitted`, `comparing`, `diagnosing`,
        /// `examining`, `measuring`, `waiting`.
        let status: String
        let files: Int
        let rows: Int64?
        let attempt: Int
        /// The step that failed; absent when none did.
        let step: String?
        let message: String?
        let retryAt: UTCTime?
        /// Files that the load left out, because COPY refuses them.
        let quarantined: [Quarantined]?
        /// Checks that failed, each with some of the rows that break it.
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

        /// Makes the answer for a table's files that are not in a load yet.
        init(waiting table: String, plan: String) {
            self.init(table, plan, status: "waiting", message: nil)
        }

        /// Makes the answer to a request that has no files to load.
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
        /// Ids of the lane's loads, in the order of loading.
        let loads: [String]
        /// Tables with files that wait for the load window.
        let waiting: [String]
    }

    struct Freshness: Sendable, Encodable {
        let table: String
        let state: FreshnessRule.State
        /// The age of the table's newest loaded file, in seconds; absent when nothing was loaded yet.
        let freshnessSeconds: Double?
        /// The lag of the last load, in seconds: from the writing of its oldest file to the load's end.
        let sourceLagSeconds: Double?
        /// The number of known files that are not loaded yet.
        let backlog: Int
        let newestFileAt: UTCTime?
        let loadedAt: UTCTime?
        let warnAfterSeconds: Double?
        let errorAfterSeconds: Double?
    }

    struct Backfill: Sendable, Encodable {
        let id: String
        /// The state of the listing: `listing` or `listed`. Each load has its own outcome.
        let status: String
        let placesLeft: [String]
    }

    /// A partition of a topic, or a shard of a stream.
    struct StreamPart: Sendable, Encodable {
        let part: String
        /// The newest record's position in this partition or shard.
        let newest: String
        let lagSeconds: Int64?
        /// The number of records that are not JSON.
        let rejected: Int64?
    }

    struct Migration: Sendable, Encodable {
        let plan: String
        /// The outcome of the migrations, or their current phase: `reading`, `running`, `closing`.
        let status: String
        /// Names of the migrations that were due, in the order of running.
        let scripts: [String]
        /// The number of migrations in ``scripts`` that are applied.
        let applied: Int
        let message: String?
        /// Tables that were changed outside the loader since the last migration.
        let drift: [String]
        /// The number of finished statements, when the failed migration runs outside a transaction; absent otherwise.
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

    /// The kind of answer: `Accepted`, `Load`, `Unknown`, `Swept`, `Fresh`, `Stale`, `Backfill`, `Asking`, `Complete`,
    /// `Gaps`, `Stream`, the status of migrations, or `Done` for an event without an answer.
    let outcome: String
    var files: Int?
    var lanes: [Lane]?
    var load: Load?
    /// The loads of a request; present when the command `status` names the request's id.
    var loads: [Load]?
    var sweep: Sweep?
    var freshness: [Freshness]?
    var backfill: Backfill?
    var migration: Migration?
    var copyJob: CopyJobMissedFiles?
    var stream: [StreamPart]?
}
