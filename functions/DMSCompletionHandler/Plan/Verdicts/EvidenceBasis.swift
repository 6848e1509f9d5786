import AWSDMS
import UTCTime

/// What a migration's configuration and its task say a table's verdict must rest on.
struct EvidenceBasis: Sendable, Equatable {
    /// Sides that are configured as counted. A table without a count there never passes.
    var countsSource = false
    var countsTarget = false
    /// The target is files that are listed.
    var listsFiles = false
    /// Every file belongs to this load, and an older one would be read beside it.
    var isFullLoadOnly = true
    /// DMS's count of rows is that of the rows that must have arrived.
    var loadsRows = true
    /// When the load began that DMS's statistics should be of.
    var freshStart: UTCTime?
}

extension EvidenceBasis {
    init(_ migration: Migration, _ task: TaskState) {
        countsSource = migration.source.isCounted
        countsTarget = migration.target.isCounted
        if case .s3 = migration.target { listsFiles = true }
        isFullLoadOnly = task.type == .fullLoad
        loadsRows = task.loadsRows
        freshStart = task.loadsRows ? task.progress.freshStartDate : nil
    }
}
