import RedshiftSQL
import StateStore
import UTCTime

/// One load: which files go into which table, and how far it is.
///
/// The legal moves: `queued → submitting → submitted → over`; from `submitted` to `comparing`, `diagnosing`, `measuring` or `examining` when
/// a guard or COPY refused it, and from there to `submitting` with fewer files or to `over`; to `waiting` whenever the same load may
/// succeed later, and from there to `submitting`. `{"retry"}` takes `over` to `queued`.
struct LoadRecord: StateDocument, Equatable {
    enum Phase: String, Codable, Sendable {
        case queued, submitting, submitted
        /// Asks the ledger which of the files are loaded already.
        case comparing
        /// Asks Redshift which row of which file COPY refused.
        case diagnosing
        /// Asks how many rows break which promise.
        case examining
        /// Asks how long the texts are.
        case measuring
        /// Until ``retryAt``.
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
    /// Counts batches: another attempt is another batch.
    @StoredCount var attempt = 0
    /// Attempts that failed for a reason that may pass, since the last retry by hand.
    @StoredCount var failures = 0
    var statementID: String?
    /// The steps of the batch that was submitted: the plan may be another when it is over.
    var steps: [LoadStep] = []
    var submittedAt: UTCTime?
    var retryAt: UTCTime?
    /// The COPY that was refused.
    var refusedQuery: Int64?
    /// Files that COPY refused, which are not in ``files`` any more.
    var quarantined: [QuarantinedFile] = []
    /// Files with texts that are too long, should they not be too long for a wider column.
    var suspects: [QuarantinedFile] = []
    /// The files are the whole content of a `replace` table.
    var snapshot: TableSnapshot?
    /// The reason why it must not be submitted.
    var refusal: String?
    /// Its files are loaded already, and come once more as somebody asked.
    var isReload = false
    var isCancelRequested = false
    var outcome: LoadOutcome?
    /// The step that failed.
    var step: LoadStep?
    var message: String?
    /// Promises that did not hold.
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

    /// It ended, and something remains to be done about it.
    var isUnfinished: Bool { phase == .over && outcome != .loaded && outcome != .duplicate }

    /// The files that a retry loads: of a load that is committed, those that were left out.
    var unfinishedFiles: [PendingFile] {
        (outcome == .partlyLoaded ? [] : files) + quarantined.map(\.file)
    }

    /// Begins anew, with all attempts before it.
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
