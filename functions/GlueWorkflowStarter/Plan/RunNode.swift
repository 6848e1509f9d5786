import AWSGlue
import FormEncoding

/// One job or crawler of a run. Every answer contains a list of these nodes.
struct RunNode: Codable, Sendable, Equatable {
    enum Kind: String, Codable {
        case job = "JOB"
        case crawler = "CRAWLER"
    }

    /// The meaning of a node's state for the run. The cases are sorted, the worst first.
    enum Condition: CaseIterable {
        case bad
        case notReached
        case busy
        case good
    }

    static let notReachedState = "NOT_REACHED"
    /// The maximum length of a node's error text in bytes. A Spark stack trace has thousands of bytes.
    static let longestError = 500

    let name: String
    let type: Kind
    /// The id of a job's last run; `nil` for a crawler, because crawls have no id.
    var runId: String?
    /// The state of the last attempt as Glue writes it, or `NOT_REACHED`.
    let state: String
    /// The number of a job's last attempt; 0 for the first attempt.
    var attempt: Int?
    var error: String?
    /// The URL of the last attempt's log.
    var log: String?

    var condition: Condition {
        switch state {
        case Self.notReachedState: .notReached
        case "SUCCEEDED": .good
        case _ where Self.badStates.contains(state): .bad
        // A state that Glue adds later is no success.
        default: .busy
        }
    }

    private static let badStates: Set = ["FAILED", "TIMEOUT", "STOPPED", "ERROR", "EXPIRED", "CANCELLED"]

    var isBad: Bool { condition == .bad }
}

extension RunNode {
    /// - Returns: `nil` for a trigger, which has no run of its own.
    init?(_ node: GlueWorkflowRun.Node, _ logs: CloudWatchLogsURL) {
        let name = node.name ?? "?"
        switch node.type {
        case Kind.job.rawValue: self.init(job: name, node.job?.runs ?? [], logs)
        case Kind.crawler.rawValue: self.init(crawler: name, node.crawler?.crawls ?? [], logs)
        default: return nil
        }
    }

    private init(job name: String, _ runs: [GlueWorkflowRun.JobRun], _ logs: CloudWatchLogsURL) {
        guard let last = Self.latest(runs, \.startedOn, \.attempt) else {
            self.init(name: name, type: .job, state: Self.notReachedState)
            return
        }
        self.init(name: name, type: .job, runId: last.id, state: last.state ?? "UNKNOWN", attempt: last.attempt)
        if isBad { error = last.errorMessage.map { $0.cut(toBytes: Self.longestError) } }
        log = last.id.flatMap { logs.job(group: last.logGroup, run: $0, isBad: isBad) }
    }

    private init(crawler name: String, _ crawls: [GlueWorkflowRun.Crawl], _ logs: CloudWatchLogsURL) {
        guard let last = Self.latest(crawls, \.startedOn, nil) else {
            self.init(name: name, type: .crawler, state: Self.notReachedState)
            return
        }
        self.init(name: name, type: .crawler, state: last.state ?? "UNKNOWN")
        if isBad { error = last.errorMessage.map { $0.cut(toBytes: Self.longestError) } }
        if let group = last.logGroup, let stream = last.logStream { log = logs.crawl(group: group, stream: stream) }
    }
}

extension RunNode {
    /// Counts the failed attempts of a node. The result is the larger of two counts: the failed attempts in the graph,
    /// and the count that the last attempt's number implies (attempt 2 follows two failed attempts).
    static func failedAttempts(of node: GlueWorkflowRun.Node) -> Int {
        let runs = node.job?.runs ?? []
        let states = runs.map(\.state) + (node.crawler?.crawls ?? []).map(\.state)
        let shown = states.count { badStates.contains($0 ?? "") }
        guard let last = Self.latest(runs, \.startedOn, \.attempt) else { return shown }
        let before = min(max(last.attempt ?? 0, 0), mostAttempts)
        return max(shown, before + (badStates.contains(last.state ?? "") ? 1 : 0))
    }

    /// The maximum number of attempts that are counted for a node. Glue allows 10 retries, so a larger number is no
    /// real attempt number.
    private static let mostAttempts = 1000

    /// Returns the attempt that began last. The start times decide; attempt numbers decide only if the times are equal
    /// or missing. In a resumed run the numbers begin again, and the node also contains the attempts of the failed run.
    /// Glue does not document the order of the list.
    private static func latest<Attempt>(
        _ attempts: [Attempt],
        _ startedOn: (Attempt) -> Double?,
        _ number: ((Attempt) -> Int?)?
    ) -> Attempt? {
        var best: Attempt?
        for attempt in attempts {
            guard let known = best else {
                best = attempt
                continue
            }
            if let new = startedOn(attempt), let old = startedOn(known), new != old {
                if new > old { best = attempt }
            } else if (number?(attempt) ?? 0) > (number?(known) ?? 0) {
                best = attempt
            }
        }
        return best
    }
}
