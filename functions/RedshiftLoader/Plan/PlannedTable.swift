import RedshiftSQL

/// A table that a source's files are loaded into. Aggregates are with the table that they are of.
struct PlannedTable: Sendable, Equatable {
    /// `schema.table`.
    let name: String
    let source: String
    let target: LoadTarget
    /// The lane's name: that of the first by name of the tables that refer to each other.
    let lane: String
    /// The files that are a snapshot when they arrive by themselves; `nil` unless the table is a `replace`.
    var snapshots: ReplacementFileSetRule?
    /// `true` when the plan names no `check_cols`: then a change of any column, also of a future one, makes a version.
    var checksEveryColumn = false
}
