import RedshiftSQL
import StateStore
import UTCTime

/// The progress of one load of files into a table.
///
/// The legal moves: `queued → submitting → submitted → over`; from `submitted` to `comparing`, `diagnosing`, `measuring` or
/// `examining` when a guard or COPY refused it, and from there to `submitting` with fewer files or to `over`; to `waiting`
/// whenever the same load may succeed later, and from there to `submitting`. `{"retry"}` takes `over` to `queued`.
struct LoadRecord: StateDocument, Equatable {
    enum Phase: String, Codable, Sendable {
        case queued, submitting, submitted
        /// Asks the ledger which of the files are loaded already.
        case comparing
        /// Asks Redshift which row of which file COPY refused.
        case diagnosing
        /// Counts the rows that break each check.
        case examining
        /// Measures the longest texts.
        case measuring
        /// Waits until ``retryAt``.
        case waiting
        case over
    }

    let id: String
    let plan: String
    /// `schema.table`.
    let table: String
    let lane: String
    @CompactFileList var files: [PendingFile]
    let createdAt: UTCTime

    var phase = Phase.queued
    /// The number of the attempt, each of which is a batch of its own.
    @BoundedCount var attempt = 0
    /// Attempts that failed for a reason that may pass, since the last retry by hand.
    @BoundedCount var failures = 0
    var statementID: String?
    /// The steps of the submitted batch: the plan may have changed when it ends.
    var steps: [LoadStatementKind] = []
    var submittedAt: UTCTime?
    var retryAt: UTCTime?
    /// The COPY that was refused.
    var refusedQuery: Int64?
    /// Files that COPY refused, which are not in ``files`` any more.
    var quarantined: [QuarantinedFile] = []
    /// Files with texts that are too long for their columns, and perhaps not for wider ones.
    var suspects: [QuarantinedFile] = []
    /// The snapshot that the files make up; `nil` unless the table is a `replace`.
    var snapshot: ReplacementFileSet?
    /// The reason why it must not be submitted.
    var refusal: String?
    /// `true` when somebody asked to load files again that are loaded already.
    var isReload = false
    var isCancelRequested = false
    var outcome: LoadOutcome?
    /// The step that failed.
    var step: LoadStatementKind?
    var message: String?
    /// Checks that failed.
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

    /// `true` for a load that ended and has files that a retry would load.
    var isUnfinished: Bool { phase == .over && outcome != .loaded && outcome != .duplicate }

    /// The files that a retry loads: of a committed load, those that were left out.
    var unfinishedFiles: [PendingFile] {
        (outcome == .partlyLoaded ? [] : files) + quarantined.map(\.file)
    }

    /// Restarts the load with new attempts.
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

    /// Restarts a load that is over.
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
