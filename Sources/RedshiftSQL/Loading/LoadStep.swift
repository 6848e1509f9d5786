/// A statement's part in a load. The one that failed names the outcome: texts of errors differ between engines and versions.
public enum LoadStep: String, Sendable, Hashable, CaseIterable, Codable {
    /// Remembers how far the lane is.
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
    /// Brings rows of files whose types are others into the stage.
    case cast
    /// Guard: as many rows as the files say.
    case count = "rows of the files"
    /// Guard: keys and orders are there, operations are known.
    case keys = "keys and operations"
    case changes
    /// Guard: no two different changes of a key have one order.
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
    /// Guard: no two keys have one surrogate key.
    case surrogates = "surrogate keys"
    /// Guard: the table has the rows that the changes make.
    case rows = "rows in = rows out"
    case references
    case groups
    case aggregate
    /// Guard: the plan's checks.
    case checks
    case ledger
    /// Guard: nobody loaded the lane meanwhile. Always the last.
    case fence
}

/// A statement of a load with its part in it.
public struct LoadStatement: Sendable, Hashable {
    public let step: LoadStep
    public let text: String
    /// The text that does the same to tables of the session alone; `nil` for a statement that others would see.
    public let rehearsal: String?
    /// The queries that say why the statement failed; `nil` for one that is no guard, or whose number says all.
    public let evidence: GuardFailureQueries?

    /// - Parameter rehearsal: `nil` for the text itself, where the step touches tables of the session only.
    public init(_ step: LoadStep, _ text: String, rehearsal: String? = nil, evidence: GuardFailureQueries? = nil) {
        self.step = step
        self.text = text
        self.rehearsal = rehearsal ?? (step.isOfSession ? text : nil)
        self.evidence = evidence
    }
}

extension LoadStep {
    /// Everything that the step makes ends with the session.
    fileprivate var isOfSession: Bool {
        switch self {
        case .stage, .copy, .cast, .changes, .net, .lookup, .affectedKeys, .history: true
        case .snapshot, .prepared, .files, .fileList, .duplicates, .newer, .count, .keys, .ambiguous, .changeLog,
            .delete, .update, .insert, .tombstones, .surrogates, .rows, .references, .groups, .aggregate, .checks,
            .ledger, .fence:
            false
        }
    }
}
