import AWSClient
import PlanFile

/// One migration of the plan: its task, its proof and its steps.
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
    /// Stop reasons that count as completion beside those that always do.
    var acceptedStops: Set<StopReason> = []
    var tables = TablePolicies()
    var policy = HoldBackScope.all
    /// In this order; a step waits for the one before it.
    var next: [NextStep] = []
    /// `true` to let the sweeper report a task that does not run.
    var mustRun = false
    /// The longest time since the last stop; the sweeper reports a longer one.
    var stopsWithin: Duration?
    /// The plan that it is in.
    var plan: CanonicalPlanContent?

    init(name: String, taskARN: String, kind: Kind) {
        self.name = name
        self.taskARN = taskARN
        self.kind = kind
    }

    /// Tells whether an event about this resource is about this migration. DataSync's events name executions of a task.
    func isAbout(_ resource: String) -> Bool {
        resource == taskARN || (kind == .dataSync && resource.hasPrefix("\(taskARN)/execution/"))
    }
}

extension Migration.Kind {
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

    /// Not of something below a task, such as DataSync's `task/…/execution/…` or a table.
    private static func isPlain(_ name: String?) -> Bool {
        name.map { !$0.utf8.contains(UInt8(ascii: "/")) && !$0.utf8.contains(UInt8(ascii: ":")) } ?? false
    }
}
