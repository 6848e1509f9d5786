import AWSDMS
import UTCTime

/// The evidence that a table needs to pass. It follows from the migration's plan and its task.
struct RequiredEvidence: Sendable, Equatable {
    /// `true` when the source must be counted. A table whose policy needs counts never passes without that count.
    /// ``countsTarget`` means the same for the target.
    var countsSource = false
    var countsTarget = false
    /// `true` when the target consists of files: a table without a list of its files never passes.
    var listsFiles = false
    /// `true` when the rows of the files must be counted by the files' footers. A table whose policy needs counts never
    /// passes without that count.
    var countsFiles = false
    /// `true` when the task makes only a full load. Every file must then belong to this load, because readers would
    /// also read an older file.
    var isFullLoadOnly = true
    /// `true` when DMS's count of rows is the number of rows that must have arrived.
    var loadsRows = true
    /// The start of the load that DMS's statistics should describe; `nil` when the age of the statistics is not
    /// checked.
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
