import RedshiftSQL
import StateStore
import UTCTime

/// One load: which files go into which table, and how far it is.
///
/// The legal moves: `queued → submitting → submitted → over`; from `submitted` to `comparing` or `diagnosing` when a guard or
/// COPY refused it, and from there to `submitting` with fewer files or to `over`; to `waiting` whenever the same load may
/// succeed later, and from there to `submitting`. `{"retry"}` takes `over` to `queued`.
struct LoadRecord: StateDocument, Equatable {
    enum Phase: String, Codable, Sendable {
        case queued, submitting, submitted
        /// Asks the ledger which of the files are loaded already.
        case comparing
        /// Asks Redshift which row of which file COPY refused.
        case diagnosing
        /// Until ``retryAt``.
        case waiting
        case over
    }

    let id: String
    let plan: String
    /// `schema.table`.
    let table: String
    let lane: String
    var files: [PendingFile]
    let createdAt: UTCTime

    var phase = Phase.queued
    /// Counts batches: another attempt is another batch.
    var attempt = 0
    /// Attempts that failed for a reason that may pass, since the last retry by hand.
    var failures = 0
    var statementID: String?
    var submittedAt: UTCTime?
    var retryAt: UTCTime?
    /// The COPY that was refused.
    var refusedQuery: Int64?
    var isCancelRequested = false
    var outcome: LoadOutcome?
    /// The step that failed.
    var step: LoadStep?
    var message: String?
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

    var status: String { outcome?.rawValue ?? phase.rawValue }
    var isClosed: Bool { phase == .over && (outcome?.isDone ?? false) }

    /// Lets a load that is over begin anew.
    mutating func reopen() {
        phase = .queued
        outcome = nil
        endedAt = nil
    }

    mutating func end(_ outcome: LoadOutcome, _ message: String?, step: LoadStep? = nil, at time: UTCTime) {
        phase = .over
        self.outcome = outcome
        self.message = message
        self.step = step
        endedAt = time
        statementID = nil
        retryAt = nil
    }
}
