/// A request for a run: an input of mode start, startAndWait or resume, with defaults from the settings.
struct StartRequest: Codable, Sendable, Equatable {
    enum Work: Codable, Sendable, Equatable {
        case start
        /// Reruns the failed nodes of the run `runID`.
        case resume(runID: String)
    }

    let key: RunDedupeKey
    var work = Work.start
    /// The token of the task that gets the outcome; `nil` when no task waits.
    var token: String?
    var executionName: String?
    var executionARN: String?
    /// Ids of the events that the run is to process.
    var eventIDs: [String] = []
    /// The caller's run properties.
    var properties: [String: String] = [:]
    var concurrency = ConcurrencyPolicy.wait
    /// The longest time for which a refused start is retried, in seconds.
    var waitLimit = 3600
    /// The time for which requests are collected for one coalesced run, in seconds.
    var window = 0
    var verdict = VerdictPolicy()
    var onFailed = FailedRunPolicy.keep
    var stopOnAbort = true

    /// The number of events; 1 for a request without event ids.
    var eventCount: Int { max(eventIDs.count, 1) }

    /// The callback of the task that waits; `nil` when no task waits.
    var callback: TaskCallback? {
        token.map { TaskCallback(token: $0, executionARN: executionARN, stopOnAbort: stopOnAbort) }
    }

    /// Returns `true` when another request under the same key asks for the same work. The executions and policies may
    /// differ, because an event may be delivered twice, or a task retried.
    func isSameWork(as other: StartRequest) -> Bool {
        work == other.work && properties == other.properties && Set(eventIDs) == Set(other.eventIDs)
    }
}
