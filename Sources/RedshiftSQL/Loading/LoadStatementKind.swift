/// The step of a load that a statement carries out. The outcome names the step that failed, because error texts differ
/// between engines and versions.
public enum LoadStatementKind: String, Sendable, Hashable, CaseIterable, Codable {
    /// Reads the lane's version.
    case snapshot
    /// Guard: the loader's tables are prepared.
    case prepared
    case files
    case fileList = "file list"
    /// Guard: none of the files is in the ledger.
    case duplicates = "none loaded before"
    /// Guard: no newer snapshot of the table is loaded.
    case newer = "no newer snapshot"
    case stage
    case copy
    /// Casts rows into the load's stage. COPY has loaded them into a separate stage, because it cannot load their files
    /// into the load's stage directly.
    case cast
    /// Guard: the stage has as many rows as the files state.
    case count = "rows of the files"
    /// Guard: keys and order columns are not NULL, and the plan names every operation.
    case keys = "keys and operations"
    case changes
    /// Guard: different changes of one key differ in their order columns.
    case ambiguous = "no ties"
    case net
    case lookup
    case affectedKeys = "affected keys"
    case changeLog = "change log"
    case history
    case delete
    case update
    case insert
    case tombstones
    /// Guard: no two keys have the same surrogate key.
    case surrogates = "surrogate keys"
    /// Guard: the table has the number of rows that the changes must produce.
    case rows = "rows in = rows out"
    case references
    case groups
    case aggregate
    /// Guard: the plan's checks.
    case checks
    case ledger
    /// Guard: no other load of the lane has committed since the snapshot. It is always the last step.
    case fence
}

extension LoadStatementKind {
    /// Returns `true` when the step changes temporary tables only.
    var isOfSession: Bool {
        switch self {
        case .stage, .copy, .cast, .changes, .net, .lookup, .affectedKeys, .history: true
        case .snapshot, .prepared, .files, .fileList, .duplicates, .newer, .count, .keys, .ambiguous, .changeLog,
            .delete, .update, .insert, .tombstones, .surrogates, .rows, .references, .groups, .aggregate, .checks,
            .ledger, .fence:
            false
        }
    }
}
