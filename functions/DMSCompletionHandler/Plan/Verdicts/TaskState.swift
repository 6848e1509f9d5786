import AWSDMS
import UTCTime

/// What the API says of a task or a serverless replication, both alike.
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
    /// What DMS says about a failure.
    var failure: String?
    /// 0 to 100.
    var fullLoadPercent: Int?
    var tablesErrored: Int?
    /// The last start from the beginning.
    var freshStartDate: UTCTime?
    var startDate: UTCTime?
    var stopDate: UTCTime?
    /// JSON; for a serverless replication asked for separately.
    var tableMappings: String?

    /// Names the stop in claims; `nil` when there has been none.
    var run: String? { stopDate?.rfc3339 }
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
            fullLoadPercent: task.progress?.fullLoadPercent,
            tablesErrored: task.progress?.tablesErrored,
            freshStartDate: task.progress?.freshStartDate ?? task.progress?.startDate ?? task.startDate,
            startDate: task.progress?.startDate ?? task.startDate,
            stopDate: task.progress?.stopDate,
            tableMappings: task.tableMappings
        )
    }

    init(_ replication: ServerlessReplication, tableMappings: String?) {
        self.init(
            kind: .serverless,
            arn: replication.configARN,
            identifier: replication.identifier ?? replication.configARN,
            type: replication.replicationType.flatMap(MigrationType.init(rawValue:)),
            status: Self.normalized(replication.status),
            stopReason: replication.stopReason.flatMap(StopReason.init(text:)),
            failure: replication.failureMessages?.joined(separator: "; "),
            fullLoadPercent: replication.progress?.fullLoadPercent,
            tablesErrored: replication.progress?.tablesErrored,
            freshStartDate: replication.progress?.freshStartDate ?? replication.progress?.startDate,
            startDate: replication.progress?.startDate,
            stopDate: replication.progress?.stopDate ?? replication.lastStopTime,
            tableMappings: tableMappings
        )
    }

    static func normalized(_ status: String?) -> String {
        (status ?? "").lowercased().split { $0 == "_" || $0 == "-" || $0 == " " }.joined(separator: "-")
    }
}
