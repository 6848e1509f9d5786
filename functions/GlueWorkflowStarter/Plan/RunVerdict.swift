import AWSGlue
import UTCTime

/// The decision whether a run succeeded, with a list of the run's nodes.
struct RunVerdict: Sendable, Equatable {
    enum Outcome: Sendable, Equatable {
        case running
        case succeeded
        case failed(StarterError)
    }

    let outcome: Outcome
    /// The run's jobs and crawlers, sorted by condition, the worst first. Nodes with the same condition are in the
    /// graph's order.
    let nodes: [RunNode]

    init(_ run: GlueWorkflowRun, workflow: String, policy: VerdictPolicy, logs: CloudWatchLogsURL, now: UTCTime) {
        let all = (run.graph?.nodes ?? []).compactMap { RunNode($0, logs) }
        nodes = RunNode.Condition.allCases.flatMap { condition in all.filter { $0.condition == condition } }
        let judgement = RunVerdictDecision(run: run, nodes: nodes, workflow: workflow, policy: policy, now: now)
        outcome = judgement.outcome
    }
}
