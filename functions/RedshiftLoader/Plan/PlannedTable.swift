import RedshiftSQL

/// A table that a source's files are loaded into. It includes the aggregates that are computed from it.
struct PlannedTable: Sendable, Equatable {
    /// The table's name, as `schema.table`.
    let name: String
    let source: String
    let target: LoadTarget
    /// The name of the lane: the alphabetically first name of the tables that refer to each other.
    let lane: String
    /// The rule that decides which files form a snapshot when no command names them; `nil` unless the strategy is
    /// `replace`.
    var snapshots: ReplacementFileSetRule?
    /// `true` when the plan names no `check_cols`. Then a change of any column, also of a future one, creates a new
    /// version.
    var checksEveryColumn = false
}
