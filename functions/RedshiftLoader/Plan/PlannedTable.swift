import RedshiftSQL

/// A table that a source's files are loaded into. Aggregates are with the table that they are of.
struct PlannedTable: Sendable, Equatable {
    /// `schema.table`.
    let name: String
    let source: String
    let target: LoadTarget
    /// The first by name of the tables that refer to each other: their loads follow one another.
    let lane: String
    /// The files that are a snapshot when they arrive by themselves; `nil` unless the table is a `replace`.
    var snapshots: SnapshotRule?
    /// The plan names no `check_cols`: a history has a version for a change of any column, those to come included.
    var checksEveryColumn = false
}
