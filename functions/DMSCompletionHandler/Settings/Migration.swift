import AWSClient
import PlanFile

/// One migration of the plan: its task, the rules for its proof, and its next steps.
struct Migration: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        case task
        case serverless
        case dataSync
    }

    let name: String
    let taskARN: String
    let kind: Kind
    var source = Endpoint.unreachable(engine: nil)
    var target = Endpoint.unreachable(engine: nil)
    /// Stop reasons that count as completion, in addition to those that always do.
    var acceptedStops: Set<StopReason> = []
    var tables = TablePolicies()
    var policy = HoldBackScope.all
    /// The steps that run after the migration passed, in this order. Each step waits for the step before it.
    var next: [NextStep] = []
    /// `true` when the task must always run. The sweeper reports a task that does not.
    var mustRun = false
    /// The longest allowed time since the last stop; `nil` for no limit. The sweeper reports a longer time, unless the
    /// task is running.
    var stopsWithin: Duration?
    /// The content of the plan that contains the migration.
    var plan: CanonicalPlanContent?

    init(name: String, taskARN: String, kind: Kind) {
        self.name = name
        self.taskARN = taskARN
        self.kind = kind
    }

    /// Returns `true` when the resource is this migration's task, or a DataSync execution of this task.
    func isAbout(_ resource: String) -> Bool {
        resource == taskARN || (kind == .dataSync && resource.hasPrefix("\(taskARN)/execution/"))
    }
}

extension Migration.Kind {
    /// Reads the kind of task from its ARN.
    ///
    /// - Returns: `nil` for an ARN of anything else.
    init?(arn: String) {
        guard let arn = RegionalARN(arn) else { return nil }
        if arn.service == "dms", Self.isPlain(arn.name(behind: "task:")) {
            self = .task
        } else if arn.service == "dms", Self.isPlain(arn.name(behind: "replication-config:")) {
            self = .serverless
        } else if arn.service == "datasync", Self.isPlain(arn.name(behind: "task/")) {
            self = .dataSync
        } else {
            return nil
        }
    }

    /// Returns `true` for the name of a whole task, and `false` for the name of a part. Parts are a table, or
    /// DataSync's `task/…/execution/…`.
    private static func isPlain(_ name: String?) -> Bool {
        name.map { !$0.utf8.contains(UInt8(ascii: "/")) && !$0.utf8.contains(UInt8(ascii: ":")) } ?? false
    }
}
