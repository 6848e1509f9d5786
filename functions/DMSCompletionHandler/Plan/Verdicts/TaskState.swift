import AWSDMS
import UTCTime

/// A task or a serverless replication as the API shows it, both alike.
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
    /// `nil` for one we do not know.
    var type: MigrationType?
    /// In lower case, words joined by `-`: the serverless API writes them in other ways.
    var status: String
    var stopReason: StopReason?
    /// DMS's message about a failure; it may be of an earlier run.
    var failure: String?
    var progress = ReplicationProgress()
    /// JSON; of a serverless replication it is in the answer of another request.
    var tableMappings: String?
    var settings = TaskSettings()

    /// The last stop, which may be that of the run before: see ``showsOwnStop``.
    var stopDate: UTCTime? { progress.stopDate }

    /// The begin of the load that the target should hold.
    var freshStartDate: UTCTime? { progress.freshStartDate ?? progress.startDate }

    /// True when the stop date is not older than the last start.
    var showsOwnStop: Bool {
        guard let stop = progress.stopDate else { return false }
        return progress.startDate.map { $0 <= stop } ?? true
    }

    /// True when the rows that DMS counted are those that must have arrived. A task that only validates or only follows
    /// changes counts what it did, and not what is there.
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
