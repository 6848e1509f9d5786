import RedshiftSQL
import StateStore
import UTCTime

/// The migrations of a plan: what was asked for last, and how far it is.
///
/// The legal moves: `reading → running → closing → over`, from `reading` to `over` when nothing is due or the files and the
/// journal contradict each other, and from any phase to `over` when a statement is refused. A new request takes `over` to `reading`.
struct MigrationRecord: StateDocument, Equatable {
    static let workKind = "migration"

    enum Phase: String, Codable, Sendable {
        /// Asks for the journal and the catalog.
        case reading
        case running
        /// Asks for the catalog as the migrations left it.
        case closing
        case over
    }

    /// A migration that runs in no transaction and was refused halfway.
    struct Partial: Codable, Sendable, Equatable {
        let script: String
        /// Statements that are done.
        @StoredCount var count: Int
        /// SHA-256 of them: they must be the same when the rest runs.
        let hash: String
    }

    let plan: String
    var id: String
    var phase = Phase.reading
    /// Only as far as this version; `nil`: everything that is due.
    var to: String?
    /// The version that is taken back; `nil`: none.
    var undo: String?
    /// Nothing is run.
    var isExplained = false
    var statementID: String?
    @StoredCount var attempt = 1
    var retryAt: UTCTime?
    /// Names of the migrations that are due, in their order.
    var scripts: [String] = []
    /// Beside them: what was read when they were found due.
    var checksums: [String] = []
    /// The definitions that the warehouse has of what the loader makes itself, by migration.
    var replaced: [String: String] = [:]
    /// The migration that an undo forgets.
    var undone: String?
    /// The one under way, from 0.
    @StoredCount var index = 0
    /// The batch of it that is under way, from 0.
    @StoredCount var step = 0
    var partial: Partial?
    var outcome: MigrationOutcome?
    var message: String?
    /// Tables that are otherwise than the last migration left them.
    var drift: [String] = []
    /// The tables as the last migration left them: columns with their types, by table.
    var catalog: [String: String]?
    var startedAt: UTCTime
    var endedAt: UTCTime?
    var due: UTCTime

    init(plan: String, id: String, at time: UTCTime) {
        self.plan = plan
        self.id = id
        startedAt = time
        due = time
    }

    var status: String { outcome?.rawValue ?? phase.rawValue }
    /// It remembers the catalog and what was done halfway.
    var isClosed: Bool { false }
    var openWork: OpenWork? { phase == .over ? nil : OpenWork(kind: Self.workKind, due: due) }

    /// Begins another request.
    mutating func begin(_ id: String, at time: UTCTime) {
        var next = MigrationRecord(plan: plan, id: id, at: time)
        (next.catalog, next.partial) = (catalog, partial)
        self = next
    }

    mutating func end(_ outcome: MigrationOutcome, _ message: String?, at time: UTCTime) {
        phase = .over
        self.outcome = outcome
        self.message = message
        statementID = nil
        retryAt = nil
        endedAt = time
    }
}
