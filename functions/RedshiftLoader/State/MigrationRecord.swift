import RedshiftSQL
import StateStore
import UTCTime

/// The progress of the last request to migrate a plan's warehouse.
///
/// The legal moves:
/// - `reading → running → closing → over`.
/// - From `reading` to `over` when nothing is due, or when the files and the journal contradict each other.
/// - From any phase to `over` when a statement is refused.
/// - A new request moves `over` to `reading`.
struct MigrationRecord: StateDocument, Equatable {
    static let workKind = "migration"

    enum Phase: String, Codable, Sendable {
        /// Reads the journal and the catalog.
        case reading
        case running
        /// Reads the catalog after the migrations.
        case closing
        case over
    }

    /// A migration that runs outside a transaction and failed after some of its statements.
    struct Partial: Codable, Sendable, Equatable {
        let script: String
        /// The number of finished statements.
        @BoundedCount var count: Int
        /// SHA-256 of the finished statements, which must be unchanged when the rest runs.
        let hash: String
    }

    let plan: String
    var id: String
    var phase = Phase.reading
    /// The last version to apply; `nil` for every due migration.
    var to: String?
    /// The version to undo; `nil` for none.
    var undo: String?
    /// `true` to list the migrations without running them.
    var isExplained = false
    var statementID: String?
    @BoundedCount var attempt = 1
    var retryAt: UTCTime?
    /// Names of the due migrations, in the order of running.
    var scripts: [String] = []
    /// Checksums of the migrations in ``scripts``, in the same order. Each is from the time when its migration was
    /// found due.
    var checksums: [String] = []
    /// Checksums with which the generated migrations in ``scripts`` were applied before, by the migration's name.
    var replaced: [String: String] = [:]
    /// The applied migration whose journal row the undo deletes.
    var undone: String?
    /// The index of the running migration, from 0.
    @BoundedCount var index = 0
    /// The index of the running migration's current batch, from 0.
    @BoundedCount var step = 0
    var partial: Partial?
    var outcome: MigrationOutcome?
    var message: String?
    /// Tables that were changed outside the loader since the last migration.
    var drift: [String] = []
    /// The tables after the last migration: their columns with types, by table.
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
    /// Always `false`, because the record must keep the catalog and the partly finished migration.
    var isClosed: Bool { false }
    var openWork: OpenWork? { phase == .over ? nil : OpenWork(kind: Self.workKind, due: due) }

    /// Replaces the record by a new request. The catalog and the partly finished migration are kept.
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
