import PlanFile
import TextSearch

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
    var policy = QuarantineScope.all
    /// In this order; a step waits for the one before it.
    var next: [NextStep] = []
    /// The sweeper reports when it does not run.
    var mustRun = false
    /// The sweeper reports when its last stop is longer ago.
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
        let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", !parts[3].isEmpty else { return nil }
        switch parts[2] {
        case "dms" where parts[5].hasPrefix("task:") && parts[5].utf8.count > 5: self = .task
        case "dms" where parts[5].hasPrefix("replication-config:"): self = .serverless
        case "datasync" where parts[5].hasPrefix("task/") && parts[5].firstRange(ofText: "/execution/") == nil:
            self = .dataSync
        default: return nil
        }
    }
}
