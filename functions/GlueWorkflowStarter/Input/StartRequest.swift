/// A request for a run: one input of the modes start, startAndWait and resume, with the settings filled in.
struct StartRequest: Codable, Sendable, Equatable {
    enum Work: Codable, Sendable, Equatable {
        case start
        /// Run the failed nodes of that run again.
        case resume(runID: String)
    }

    let key: RunDedupeKey
    var work = Work.start
    /// The token of the task that gets the outcome; `nil` when none waits.
    var token: String?
    var executionName: String?
    var executionARN: String?
    /// The events that the run is to process.
    var eventIDs: [String] = []
    /// The caller's run properties.
    var properties: [String: String] = [:]
    var concurrency = ConcurrencyPolicy.wait
    /// Seconds.
    var waitLimit = 3600
    /// Seconds.
    var window = 0
    var verdict = VerdictPolicy()
    var onFailed = FailedRunPolicy.keep
    var stopOnAbort = true

    /// The number of events; 1 for a request that names none.
    var eventCount: Int { max(eventIDs.count, 1) }

    /// The task that waits, if one does.
    var callback: TaskCallback? {
        token.map { TaskCallback(token: $0, executionARN: executionARN, stopOnAbort: stopOnAbort) }
    }

    /// Returns `true` when two requests under one key ask for the same run. Their executions and policies may differ: an event
    /// is delivered twice, a task is retried.
    func isSameWork(as other: StartRequest) -> Bool {
        work == other.work && properties == other.properties && Set(eventIDs) == Set(other.eventIDs)
    }
}
