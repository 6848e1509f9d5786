import AWSGlue
import UTCTime

/// What a node that the run never reached means.
enum UnreachedNodes: String, Codable, CaseIterable, Sendable {
    case fail
    case allow
}

/// What the caller calls a success, beyond what every run must do.
struct VerdictPolicy: Codable, Sendable, Equatable {
    var unreached = UnreachedNodes.fail
    /// Nodes that may stay unreached even if `unreached` is `fail`.
    var mayBeUnreached: [String] = []

    func minds(_ node: RunNode) -> Bool {
        node.condition == .notReached && unreached == .fail && !mayBeUnreached.contains(node.name)
    }
}

/// Whether a run succeeded, decided from its status, its statistics and its graph. No I/O.
///
/// `COMPLETED` only means that Glue has nothing left to do: a run whose jobs all failed ends so.
struct RunVerdict: Sendable, Equatable {
    enum Outcome: Sendable, Equatable {
        case running
        case succeeded
        case failed(StarterError)
    }

    /// How long a completed run may still count actions as running, before that is taken for the truth.
    static let settlingTime = Duration.seconds(600)

    let outcome: Outcome
    /// Jobs and crawlers, the bad ones first, otherwise in the graph's order.
    let nodes: [RunNode]

    init(_ run: GlueWorkflowRun, workflow: String, policy: VerdictPolicy, links: LogLink, now: UTCTime) {
        let all = (run.graph?.nodes ?? []).compactMap { RunNode($0, links) }
        nodes = RunNode.Condition.allCases.flatMap { condition in all.filter { $0.condition == condition } }
        let judge = Judge(run: run, nodes: nodes, workflow: workflow, policy: policy, now: now)
        outcome = judge.outcome
    }
}

private struct Judge {
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
        // RUNNING, STOPPING, and whatever Glue adds: a run is not over until Glue says so in a word we know.
        default: .running
        }
    }

    private var completed: RunVerdict.Outcome {
        let counts = run.statistics ?? .init()
        let bad = [counts.failed, counts.timedOut, counts.stopped, counts.errored].reduce(0) { $0 + max($1 ?? 0, 0) }
        if bad > 0 || nodes.contains(where: \.isBad) { return fail(.workflowFailed, "failed", after: badActions) }
        let isBusy = (counts.running ?? 0) > 0 || nodes.contains { $0.condition == .busy }
        if isBusy {
            return isSettling
                ? .running
                : fail(.workflowUndecided, "is completed, but Glue has counted actions as running ever since")
        }
        if nodes.isEmpty { return byStatistics(counts) }
        if !nodes.contains(where: { $0.condition == .good }) { return nothingRan }
        let missing = nodes.filter(policy.minds)
        guard missing.isEmpty else {
            return fail(
                .nodesUnreached,
                "never reached \(list(missing.map(\.name))): look at its triggers' conditions, or allow it"
            )
        }
        return .succeeded
    }

    /// For a run without a graph. What was not reached cannot be told then, but by the counts.
    private func byStatistics(_ counts: GlueWorkflowRun.Statistics) -> RunVerdict.Outcome {
        guard let total = counts.total, let succeeded = counts.succeeded else {
            return fail(.workflowUndecided, "is completed, but Glue told neither statistics nor a graph")
        }
        if succeeded <= 0 { return nothingRan }
        if succeeded < total, policy.unreached == .fail {
            return fail(.nodesUnreached, "reached \(succeeded) of \(total) actions, and Glue told no graph")
        }
        return .succeeded
    }

    private var nothingRan: RunVerdict.Outcome {
        fail(.nothingRan, "completed without one action: is its start trigger activated?")
    }

    private var isSettling: Bool {
        guard let completedOn = UTCTime(glue: run.completedOn) else { return true }
        return now.duration(since: completedOn) < RunVerdict.settlingTime
    }

    private var badActions: String {
        let bad = nodes.filter(\.isBad)
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
        return .failed(StarterError(name, String(message.prefix(2000))))
    }

    private func list(_ items: [String]) -> String {
        let shown = items.prefix(5).joined(separator: "; ")
        return items.count > 5 ? "\(shown); and \(items.count - 5) more" : shown
    }
}

extension UTCTime {
    /// Glue's times are seconds since 1970 with a fraction. `nil` for none, or one that is no number.
    init?(glue seconds: Double?) {
        guard let seconds, seconds.isFinite, abs(seconds) < 1e12 else { return nil }
        self.init(millisecondsSinceEpoch: Int64(seconds * 1000))
    }
}
