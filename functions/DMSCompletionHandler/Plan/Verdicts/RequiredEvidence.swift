import AWSDMS
import UTCTime

/// The evidence that a table's verdict must rest on, by the migration's plan and its task.
struct RequiredEvidence: Sendable, Equatable {
    /// Sides that are configured as counted. A table without a count there never passes.
    var countsSource = false
    var countsTarget = false
    /// `true` when the target consists of files, which are listed.
    var listsFiles = false
    /// `true` when the files' rows are counted by their footers: a table without that count never passes.
    var countsFiles = false
    /// `true` when every file must belong to this load: an older one would be read beside it.
    var isFullLoadOnly = true
    /// `true` when DMS's count of rows is the number of rows that must have arrived.
    var loadsRows = true
    /// The beginning of the load that DMS's statistics should describe.
    var freshStart: UTCTime?
}

extension RequiredEvidence {
    init(_ migration: Migration, _ task: TaskState) {
        countsSource = migration.source.isCounted
        countsTarget = migration.target.isCounted
        if case .s3(_, _, let countsFooters) = migration.target {
            listsFiles = true
            countsFiles = countsFooters && task.type == .fullLoad
        }
        isFullLoadOnly = task.type == .fullLoad
        loadsRows = task.loadsRows
        freshStart = task.loadsRows ? task.progress.freshStartDate : nil
    }
}
