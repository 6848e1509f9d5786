import RedshiftSQL
import StateStore
import UTCTime

/// The progress of one load of files into a table.
///
/// The legal moves:
/// - `queued → submitting → submitted → over`.
/// - When a guard or COPY refuses the load: from `submitted` to `comparing`, `diagnosing` or `examining`, and from
///   `diagnosing` perhaps to `measuring`; from there to `queued`, often with fewer files, or to `over`.
/// - When the same load may succeed later: to `waiting`, and from there to `submitting`.
/// - The command `{"retry"}` moves `over` to `queued`.
struct LoadRecord: StateDocument, Equatable {
    enum Phase: String, Codable, Sendable {
        case queued, submitting, submitted
        /// Asks the ledger which of the files are loaded already.
        case comparing
        /// Asks Redshift for the file and the row that COPY refused.
        case diagnosing
        /// Counts the rows that break each check.
        case examining
        /// Measures the longest value of each text column in the files.
        case measuring
        /// Waits until ``retryAt`` for the next attempt.
        case waiting
        case over
    }

    let id: String
    let plan: String
    /// The table's name, as `schema.table`.
    let table: String
    let lane: String
    @CompactFileList var files: [PendingFile]
    let createdAt: UTCTime

    var phase = Phase.queued
    /// The number of the current attempt. Each attempt is a separate batch.
    @BoundedCount var attempt = 0
    /// The number of attempts that failed for a temporary reason, since the last retry by hand.
    @BoundedCount var failures = 0
    var statementID: String?
    /// The steps of the submitted batch. They are recorded because the plan may change before the batch ends.
    var steps: [LoadStatementKind] = []
    var submittedAt: UTCTime?
    var retryAt: UTCTime?
    /// The query id of the COPY that Redshift refused.
    var refusedQuery: Int64?
    /// Files that COPY refused. They are no longer in ``files``.
    var quarantined: [QuarantinedFile] = []
    /// Files with texts that may be too long for their columns. Wider columns may be enough.
    var suspects: [QuarantinedFile] = []
    /// The snapshot that the files form; `nil` unless the table's strategy is `replace`.
    var snapshot: ReplacementFileSet?
    /// The reason why the load must not be submitted; `nil` when it may be.
    var refusal: String?
    /// `true` when a `reload` command asked to load these files again.
    var isReload = false
    var isCancelRequested = false
    var outcome: LoadOutcome?
    /// The step that failed; `nil` when none did.
    var step: LoadStatementKind?
    var message: String?
    /// Checks that failed, each with some of the rows that break it.
    var evidence: [CheckEvidence]?
    var rows: Int64?
    var endedAt: UTCTime?

    init(id: String, plan: String, table: String, lane: String, files: [PendingFile], createdAt: UTCTime) {
        self.id = id
        self.plan = plan
        self.table = table
        self.lane = lane
        self.files = files
        self.createdAt = createdAt
    }

    /// `true` for an ended load with files that a retry would load.
    var isUnfinished: Bool { phase == .over && outcome != .loaded && outcome != .duplicate }

    /// The files that a retry loads. For a partly loaded load, these are the quarantined files.
    var unfinishedFiles: [PendingFile] {
        (outcome == .partlyLoaded ? [] : files) + quarantined.map(\.file)
    }

    /// Restarts the load with these files; the failures of earlier attempts no longer count.
    mutating func requeue(_ files: [PendingFile]) {
        self.files = files
        quarantined = []
        refusal = nil
        failures = 0
        isCancelRequested = false
        reopen()
    }

    var status: String { outcome?.rawValue ?? phase.rawValue }
    var isClosed: Bool { phase == .over && (outcome?.isDone ?? false) }

    /// Moves an ended load back to `queued`, and removes its outcome.
    mutating func reopen() {
        phase = .queued
        outcome = nil
        endedAt = nil
    }

    mutating func end(_ outcome: LoadOutcome, _ message: String?, step: LoadStatementKind? = nil, at time: UTCTime) {
        phase = .over
        self.outcome = outcome
        self.message = message
        self.step = step
        endedAt = time
        statementID = nil
        retryAt = nil
    }
}
