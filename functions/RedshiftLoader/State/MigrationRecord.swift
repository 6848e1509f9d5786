import RedshiftSQL
import StateStore
import UTCTime

/// The progress of the last request to migrate a plan's warehouse.
///
/// The legal moves: `reading → running → closing → over`, from `reading` to `over` when nothing is due or the files and the
/// journal contradict each other, and from any phase to `over` when a statement is refused. A new request takes `over` to
/// `reading`.
struct MigrationRecord: StateDocument, Equatable {
    static let workKind = "migration"

    enum Phase: String, Codable, Sendable {
        /// Asks for the journal and the catalog.
        case reading
        case running
        /// Reads the catalog after the migrations.
        case closing
        case over
    }

    /// A migration that runs outside a transaction and failed after some of its statements.
    struct Partial: Codable, Sendable, Equatable {
        let script: String
        /// The number of statements that are done.
        @BoundedCount var count: Int
        /// SHA-256 of them: they must be the same when the rest runs.
        let hash: String
    }

    let plan: String
    var id: String
    var phase = Phase.reading
    /// The last version to apply; `nil`: every migration that is due.
    var to: String?
    /// The version that is taken back; `nil`: none.
    var undo: String?
    /// `true` to list the migrations without running them.
    var isExplained = false
    var statementID: String?
    @BoundedCount var attempt = 1
    var retryAt: UTCTime?
    /// Names of the migrations that are due, in their order.
    var scripts: [String] = []
    /// Their checksums when they were found due, in the same order.
    var checksums: [String] = []
    /// The definitions of the loader's own migrations that the warehouse has, by migration.
    var replaced: [String: String] = [:]
    /// The migration that an undo forgets.
    var undone: String?
    /// The index of the running migration, from 0.
    @BoundedCount var index = 0
    /// The index of its running batch, from 0.
    @BoundedCount var step = 0
    var partial: Partial?
    var outcome: MigrationOutcome?
    var message: String?
    /// Tables that somebody changed after the last migration.
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
    /// Always `false`: the document keeps the catalog and the partly done migrations.
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
