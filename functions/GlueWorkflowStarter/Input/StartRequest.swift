/// A request for a run: one input of the modes start, startAndWait and resume, with the settings filled in.
struct StartRequest: Codable, Sendable, Equatable {
    enum Work: Codable, Sendable, Equatable {
        case start
        /// The failed nodes of that run again.
        case resume(runID: String)
    }

    let key: RunKey
    var work = Work.start
    /// Gets the outcome; `nil` when nobody waits.
    var token: String?
    var executionName: String?
    var executionARN: String?
    /// The events that the run is to cover.
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

    /// Events, or one request that named none.
    var eventCount: Int { max(eventIDs.count, 1) }

    /// The task that waits, if one does.
    var callback: TaskCallback? {
        token.map { TaskCallback(token: $0, executionARN: executionARN, stopOnAbort: stopOnAbort) }
    }

    /// Whether two requests under one key ask for the same run. Who asks, and on which terms, may differ: an event is
    /// delivered twice, a task is retried.
    func isSameWork(as other: StartRequest) -> Bool {
        work == other.work && properties == other.properties && Set(eventIDs) == Set(other.eventIDs)
    }

    /// The run whose failed nodes are run again.
    var previousRun: String? { if case .resume(let id) = work { id } else { nil } }
}
