import UTCTime

/// What asks for a run: one input of the modes start, startAndWait and resume, with the settings filled in.
struct Trigger: Codable, Sendable, Equatable {
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
    /// What the run is to cover.
    var eventIDs: [String] = []
    /// The caller's run properties.
    var properties: [String: String] = [:]
    var concurrency = ConcurrencyPolicy.wait
    /// Seconds.
    var waitLimit = 3600
    /// Seconds.
    var window = 0
    var verdict = VerdictPolicy()
    var stopOnAbort = true

    /// Events, or one trigger that named none.
    var eventCount: Int { max(eventIDs.count, 1) }

    /// Who waits, if anybody does.
    var waiter: Waiter? {
        token.map { Waiter(token: $0, executionARN: executionARN, stopOnAbort: stopOnAbort) }
    }
}

/// Somebody who waits for a run: a task of an execution.
struct Waiter: Sendable, Equatable {
    let token: String
    var executionARN: String?
    var stopOnAbort: Bool

    /// Its item's sort key: a token is longer than a key may be.
    var sortKey: String { "waiter/\(RunKey.digest(token).prefix(32))" }
}

/// What the function is asked to do.
enum StarterRequest: Sendable, Equatable {
    /// Which run is meant: by its trigger's key, or by its own id.
    enum Reference: Sendable, Equatable {
        case key(RunKey)
        case run(workflow: String, id: String)

        var workflow: String {
            switch self {
            case .key(let key): key.workflow
            case .run(let workflow, _): workflow
            }
        }
    }

    case start(Trigger)
    case check(Reference, VerdictPolicy?, failOnError: Bool)
    case stop(Reference)
    case sweep
    /// Glue says that this job or crawler has changed its state.
    case nodeChanged(name: String)
}
