import AWSDMS
import UTCTime

/// The state of a DMS task or of a serverless replication, in one common form.
struct TaskState: Sendable, Equatable {
    enum Kind: String, Sendable {
        case task = "dms-task"
        case serverless = "dms-serverless"
    }

    enum MigrationType: String, Sendable {
        case fullLoad = "full-load"
        case cdc
        case fullLoadAndCDC = "full-load-and-cdc"
    }

    var kind: Kind
    var arn: String
    var identifier: String
    /// The migration type; `nil` for a type that this function does not know.
    var type: MigrationType?
    /// The status in lower case, with `-` between the words. The serverless API writes the same status differently.
    var status: String
    var stopReason: StopReason?
    /// DMS's message about a failure, which may be from an earlier run.
    var failure: String?
    var progress = ReplicationProgress()
    /// The table mappings as JSON. For a serverless replication they come from a separate request.
    var tableMappings: String?
    var settings = TaskSettings()

    /// The time of the last stop. The stop may belong to the previous run; see ``showsOwnStop``.
    var stopDate: UTCTime? { progress.stopDate }

    /// The start of the load that the target should contain.
    var freshStartDate: UTCTime? { progress.freshStartDate ?? progress.startDate }

    /// `true` when the stop date belongs to the last run, because it is not older than the last start.
    var showsOwnStop: Bool {
        guard let stop = progress.stopDate else { return false }
        return progress.startDate.map { $0 <= stop } ?? true
    }

    /// `true` when DMS's row counts are the numbers of rows that must have arrived. A task that only validates, or only
    /// replicates changes, counts its operations and not the rows of the table.
    var loadsRows: Bool { type != .cdc && !settings.validatesOnly }
}

extension TaskState {
    init(_ task: ReplicationTask) {
        self.init(
            kind: .task,
            arn: task.arn,
            identifier: task.identifier ?? task.arn,
            type: task.migrationType.flatMap(MigrationType.init(rawValue:)),
            status: Self.normalized(task.status),
            stopReason: task.stopReason.flatMap(StopReason.init(text:)),
            failure: task.lastFailureMessage,
            progress: task.progress ?? ReplicationProgress(),
            tableMappings: task.tableMappings,
            settings: TaskSettings(json: task.settings)
        )
    }

    init(_ replication: ServerlessReplication, _ config: ReplicationConfig?) {
        var progress = replication.progress ?? ReplicationProgress()
        progress.stopDate = progress.stopDate ?? replication.lastStopTime
        self.init(
            kind: .serverless,
            arn: replication.configARN,
            identifier: replication.identifier ?? replication.configARN,
            type: replication.replicationType.flatMap(MigrationType.init(rawValue:)),
            status: Self.normalized(replication.status),
            stopReason: replication.stopReason.flatMap(StopReason.init(text:)),
            failure: replication.failureMessages?.joined(separator: "; "),
            progress: progress,
            tableMappings: config?.tableMappings,
            settings: TaskSettings(json: config?.settings)
        )
    }

    static func normalized(_ status: String?) -> String {
        (status ?? "").lowercased().split { $0 == "_" || $0 == "-" || $0 == " " }.joined(separator: "-")
    }
}
