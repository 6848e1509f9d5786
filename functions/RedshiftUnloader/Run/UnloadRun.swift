import RedshiftSQL
import UTCTime

/// One run of a plan: what does not change from its start on, and how far it is. One item of the state table.
struct UnloadRun: Sendable, Codable {
    enum Status: String, Sendable, Codable {
        case open
        /// Every export is unloaded, empty or covered.
        case succeeded
        /// Some are, some failed.
        case partial
        case failed
        case cancelled
        /// Another run was at every export.
        case skipped
    }

    let id: String
    let plan: String
    /// What it is keyed on, for people.
    let trigger: String
    /// The scheduled time.
    let time: UTCTime
    let policy: WindowPolicy
    /// `nil` without a window, and for a watermark, whose windows begin where each export stands.
    let window: TimeWindow?
    /// Where a watermark's windows end.
    let windowEnd: UTCTime?
    let warehouse: Warehouse
    let maximumStatements: Int
    let exportCount: Int
    let backfill: String?
    let startedAt: UTCTime

    var status = Status.open
    /// Counts retries: an export that failed in an earlier round is to be run again.
    var round = 1
    /// The exports that may have a statement with Redshift: slots, taken before anything is submitted.
    var active: [String] = []
    var isCancelRequested = false
    var endedAt: UTCTime?
}

/// One export of a run. An item of its own: a hundred of them with their queries would not fit into one.
struct ExportRun: Sendable, Codable {
    enum Phase: String, Sendable, Codable {
        case pending
        /// Its statement may have been submitted, or not: the same client token finds out.
        case submitting
        case submitted
        /// It is to be cancelled; it may end otherwise first.
        case stopping
        case over
    }

    let definition: PlannedExport
    var phase = Phase.pending
    /// The run's round in which it got its phase.
    var round = 1
    /// Counts submissions that are not repetitions of each other: each has files and a client token of its own.
    var attempt = 0
    var window: TimeWindow?
    /// When it entered its phase.
    var since: UTCTime?
    var submittedAt: UTCTime?
    var statementID: String?
    /// Submissions that failed for no reason of the statement's.
    var failedSubmissions = 0
    /// Why it is stopping.
    var stopping: ExportOutcome?
    var result: ExportResult?

    init(_ definition: PlannedExport) { self.definition = definition }

    var name: String { definition.name }

    func isOver(in run: UnloadRun) -> Bool {
        guard phase == .over, let result else { return false }
        return result.outcome.isDone || round == run.round
    }
}

/// How an export ended.
struct ExportResult: Sendable, Equatable, Codable {
    var outcome: ExportOutcome
    /// The database's message, or what did not check.
    var message: String?
    /// URL of `_SUCCESS.json`, where one was written.
    var dataset: String?
    var rows: Int64?
    var bytes: Int64?
    var files: Int?
    /// Redshift's own time for the statement.
    var statementMilliseconds: Int64?
    var endedAt: UTCTime
}
