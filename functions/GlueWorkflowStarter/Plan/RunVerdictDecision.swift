import AWSGlue
import FormEncoding
import UTCTime

/// Decides whether a run succeeded, from its status, its statistics and its graph.
///
/// `COMPLETED` only means that Glue has nothing left to do: a run whose jobs all failed is completed too.
struct RunVerdictDecision {
    /// The longest time for which the statistics of a completed run may still count actions as running.
    static let statisticsDelay = Duration.seconds(600)

    let run: GlueWorkflowRun
    let nodes: [RunNode]
    let workflow: String
    let policy: VerdictPolicy
    let now: UTCTime

    var outcome: RunVerdict.Outcome {
        switch run.status {
        case "COMPLETED": completed
        case "STOPPED": fail(.workflowStopped, "was stopped")
        case "ERROR": fail(.workflowError, "could not be carried out by Glue")
        // RUNNING, STOPPING, and any status that Glue adds later.
        default: .running
        }
    }

    private var completed: RunVerdict.Outcome {
        let counts = run.statistics ?? .init()
        if nodes.contains(where: policy.minds(failed:)) || unexplainedFailures(counts) > 0 {
            return fail(.workflowFailed, "failed", after: badActions)
        }
        let isBusy = (counts.running ?? 0) > 0 || nodes.contains { $0.condition == .busy }
        if isBusy {
            return mayStillBeCounting
                ? .running
                : fail(.workflowUndecided, "is completed, but Glue has counted actions as running ever since")
        }
        if nodes.isEmpty { return byStatistics(counts) }
        if !nodes.contains(where: { $0.condition == .good }) { return nothingRan }
        let missing = nodes.filter(policy.minds(unreached:))
        guard missing.isEmpty else {
            return fail(
                .nodesUnreached,
                "never reached \(list(missing.map(\.name))): check its triggers' conditions, or allow it"
            )
        }
        return .succeeded
    }

    /// Counts the failures in Glue's statistics that no attempt in the graph explains.
    ///
    /// The statistics count attempts: a job that failed and then succeeded on its own retry counts as one failed and
    /// one succeeded action. The last attempt of each node decides. Earlier attempts, and nodes that may fail, explain
    /// the other failures.
    private func unexplainedFailures(_ counts: GlueWorkflowRun.Statistics) -> Int {
        let counted = [counts.failed, counts.timedOut, counts.stopped, counts.errored].reduce(0) {
            $0.saturatingSum(max($1 ?? 0, 0))
        }
        guard !nodes.isEmpty else { return counted }
        let accounted = (run.graph?.nodes ?? []).reduce(0) { $0.saturatingSum(RunNode.failedAttempts(of: $1)) }
        return max(counted - accounted, 0)
    }

    /// Decides about a run without a graph: only the statistics show whether all actions were reached.
    private func byStatistics(_ counts: GlueWorkflowRun.Statistics) -> RunVerdict.Outcome {
        guard let total = counts.total, let succeeded = counts.succeeded else {
            return fail(.workflowUndecided, "is completed, but Glue returned neither statistics nor a graph")
        }
        if succeeded <= 0 { return nothingRan }
        if succeeded < total, policy.unreached == .fail {
            return fail(.nodesUnreached, "reached \(succeeded) of \(total) actions, and Glue returned no graph")
        }
        return .succeeded
    }

    private var nothingRan: RunVerdict.Outcome {
        fail(.nothingRan, "completed without one action: is its start trigger activated?")
    }

    private var mayStillBeCounting: Bool {
        guard let completedOn = UTCTime(glue: run.completedOn) else { return true }
        return now.duration(since: completedOn) < Self.statisticsDelay
    }

    private var badActions: String {
        let bad = nodes.filter(policy.minds(failed:))
        if bad.isEmpty {
            let counts = run.statistics ?? .init()
            return "\(counts.failed ?? 0) actions failed, \(counts.timedOut ?? 0) timed out, "
                + "\(counts.stopped ?? 0) were stopped, \(counts.errored ?? 0) errored"
        }
        return list(
            bad.map { node in
                "\(node.type == .job ? "job" : "crawler") \(node.name) \(node.state)\(node.error.map { ": \($0)" } ?? "")"
            }
        )
    }

    private func fail(_ name: StarterError.Name, _ what: String, after cause: String? = nil) -> RunVerdict.Outcome {
        let detail = cause ?? run.errorMessage
        let message = "run \(run.id ?? "?") of workflow \(workflow) \(what)\(detail.map { ": \($0)" } ?? "")"
        return .failed(StarterError(name, message.cut(toBytes: 2000)))
    }

    private func list(_ items: [String]) -> String {
        let shown = items.prefix(5).joined(separator: "; ")
        return items.count > 5 ? "\(shown); and \(items.count - 5) more" : shown
    }
}
