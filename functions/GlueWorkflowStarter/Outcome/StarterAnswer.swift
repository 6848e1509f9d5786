import AWSGlue
import LambdaRuntime
import UTCTime

/// The state of a run, in the form that the function returns, stores, and sends to the waiting tasks.
struct StarterAnswer: Codable, Sendable, Equatable {
    enum Status: String, Codable {
        /// There is no run yet.
        case queued = "QUEUED"
        case running = "RUNNING"
        case succeeded = "SUCCEEDED"
        case failed = "FAILED"
    }

    struct Statistics: Codable, Sendable, Equatable {
        let total, succeeded, failed, timedOut, stopped, errored, running, waiting: Int
    }

    static let mostNodes = 100
    /// The maximum length, in bytes, of an answer's JSON text in a record. The record also contains the request.
    static let mostBytes = 98_304

    let workflow: String
    var dedupeKey: String?
    var status: Status
    var runId: String?
    /// `true` when the request's key was known already.
    var duplicate: Bool?
    /// `true` when another request, or another caller of Glue, started the run.
    var joined: Bool?
    var eventCount: Int?
    var startedOn: String?
    var completedOn: String?
    var statistics: Statistics?
    var nodes: [RunNode]?
    var nodesLeftOut: Int?
    var error: StarterError.Name?
    var message: String?

    /// The error of a failed run; `nil` for any other run.
    var failure: StarterError? {
        guard status == .failed else { return nil }
        return StarterError(
            error ?? .workflowUndecided,
            message ?? "run \(runId ?? "?") of workflow \(workflow) failed"
        )
    }

    func failing(_ error: StarterError) -> StarterAnswer {
        var failed = self
        failed.fail(error)
        return failed
    }

    mutating func fail(_ error: StarterError) {
        status = .failed
        self.error = error.name
        message = error.message
    }
}

extension StarterAnswer {
    init(_ run: GlueWorkflowRun, _ verdict: RunVerdict, workflow: String) {
        self.init(workflow: workflow, status: .running, runId: run.id)
        startedOn = UTCTime(glue: run.startedOn)?.rfc3339
        completedOn = UTCTime(glue: run.completedOn)?.rfc3339
        statistics = run.statistics.map {
            Statistics(
                total: $0.total ?? 0,
                succeeded: $0.succeeded ?? 0,
                failed: $0.failed ?? 0,
                timedOut: $0.timedOut ?? 0,
                stopped: $0.stopped ?? 0,
                errored: $0.errored ?? 0,
                running: $0.running ?? 0,
                waiting: $0.waiting ?? 0
            )
        }
        nodes = Array(verdict.nodes.prefix(Self.mostNodes))
        nodesLeftOut = verdict.nodes.count > Self.mostNodes ? verdict.nodes.count - Self.mostNodes : nil
        switch verdict.outcome {
        case .running: break
        case .succeeded: status = .succeeded
        case .failed(let error): fail(error)
        }
    }

    /// Leaves out the last nodes of this answer while its text is longer than `bytes`. The failed nodes come first, so
    /// they are kept longest.
    ///
    /// - Parameters:
    ///   - bytes: the maximum length of the text in bytes.
    ///   - text: writes the answer as text, alone or as part of a larger text.
    func shortened(to bytes: Int, _ text: (StarterAnswer) -> String) -> (answer: StarterAnswer, text: String) {
        var count = nodes?.count ?? 0
        while true {
            let shorter = keeping(nodes: count)
            let text = text(shorter)
            if text.utf8.count <= bytes || count == 0 { return (shorter, text) }
            count /= 2
        }
    }

    /// Returns this answer with at most `count` nodes.
    func keeping(nodes count: Int) -> StarterAnswer {
        guard let nodes, nodes.count > count else { return self }
        var shorter = self
        shorter.nodes = Array(nodes.prefix(count))
        shorter.nodesLeftOut = (nodesLeftOut ?? 0) + nodes.count - count
        return shorter
    }
}
