import UTCTime

/// The state of a request and its run, written before and after every step. A value: events go in, the next step comes
/// out; ``RunStore`` keeps it, and ``RunDriver`` alone carries the steps out.
///
/// `StartWorkflowRun` has no client token. So a record is written, as ``State/starting(leaseEnds:)``, before the call: whoever
/// finds it later with its lease over knows that a run may exist whose id nobody has recorded, and looks for it first.
///
/// Legal moves: queued → coalesced, finished; coalesced → queued; starting → waiting, running, coalesced, released, finished (given up);
/// waiting → starting, finished, released; running → finished. A request may ask again from released, and from a failed
/// finish if it says so.
struct RunRecord: Codable, Sendable, Equatable {
    enum State: Codable, Sendable, Equatable {
        /// In the queue of its workflow, for the next coalesced run.
        case queued
        /// Another key's run is its run.
        case coalesced(into: String)
        /// A call that starts the run may be on its way until then, and may have worked.
        case starting(leaseEnds: UTCTime)
        /// Glue refused; no run exists. To be tried again then.
        case waiting(notBefore: UTCTime, because: StarterError)
        case running(runID: String)
        /// The run is over, or never will be.
        case finished(RunAnswer)
        /// No run came of it, and none exists: the same request may ask again.
        case released(StarterError)
    }

    /// The thing to be done about a record now.
    enum Step: Sendable, Equatable {
        /// Ask Glue for a run: none can exist.
        case start
        /// Look whether a run exists, then start one if not.
        case search
        /// Glue has refused for as long as the request wanted to wait.
        case giveUp(StarterError)
        /// Ask Glue how the run is.
        case check(runID: String)
        /// Notify the tasks that wait, and tidy up.
        case complete
        /// Nothing, before something else happens or time passes.
        case rest
    }

    static let firstBackoff = Duration.seconds(15)
    static let longestBackoff = Duration.seconds(300)
    /// How long after its start a run may be missing from Glue's answers.
    static let longestDelay = Duration.seconds(600)
    /// The time for which a step that fails with a lasting error is repeated.
    static let longestBlock = Duration.seconds(3600)

    let request: StartRequest
    let createdAt: UTCTime
    var state: State
    /// Whether this is the one run for many requests, and none itself.
    var isBatch = false
    /// Whether somebody who does not wait asked for it: then an abort of those who wait must not stop it.
    var hasNoCallback = false
    /// Whether the run is one that somebody else started.
    var isJoined = false
    /// Whether it is to be stopped as soon as its id is known.
    var stopRequested = false
    /// Whether every task that waited was notified of the end.
    var isCompleted = false
    /// When the run's id was recorded.
    var startedAt: UTCTime?
    /// The time since when a lasting error stands in the way of the next step; `nil` when none does.
    var blockedSince: UTCTime?
    /// Times that Glue refused.
    var refusals = 0
    var eventCount: Int
    /// Jobs and crawlers of the run, once known: whose events concern it. Empty when not known, or too many to keep.
    var nodeNames: [String] = []
    /// The failed run whose failed nodes this one runs again, because the request asked for that.
    var resumedRun: String?
    /// Failed runs under the same key, before this one was asked for: they carry the same `starter.key`.
    var pastRunIDs: [String] = []

    /// - Parameter request: its token is left out: tasks that wait are kept in items of their own.
    init(_ request: StartRequest, _ state: State, at now: UTCTime, isBatch: Bool = false) {
        var request = request
        hasNoCallback = !isBatch && request.token == nil
        request.token = nil
        eventCount = request.eventCount
        self.request = request
        self.state = state
        self.isBatch = isBatch
        createdAt = now
    }

    var key: RunKey { request.key }

    /// The call that gets its run.
    var work: StartRequest.Work { resumedRun.map { .resume(runID: $0) } ?? request.work }

    /// Whether Glue may not know of the run yet that it has started.
    func isFresh(at now: UTCTime) -> Bool {
        startedAt.map { now.duration(since: $0) < Self.longestDelay } ?? false
    }

    func isBlockedTooLong(at now: UTCTime) -> Bool {
        blockedSince.map { now.duration(since: $0) >= Self.longestBlock } ?? false
    }

    /// When a request that Glue keeps refusing is given up.
    var givesUpAt: UTCTime { createdAt.advanced(by: .seconds(request.waitLimit)) }

    func step(at now: UTCTime) -> Step {
        switch state {
        case .queued, .coalesced: .rest
        case .starting(let leaseEnds): leaseEnds <= now ? .search : .rest
        case .waiting(_, let error) where givesUpAt <= now: .giveUp(error)
        case .waiting(let notBefore, _): notBefore <= now ? .start : .rest
        case .running(let runID): .check(runID: runID)
        case .finished, .released: isCompleted ? .rest : .complete
        }
    }

    /// Whether a run exists or may come to be.
    var isOpen: Bool {
        switch state {
        case .starting, .waiting, .running: true
        case .queued, .coalesced, .finished, .released: false
        }
    }

    var isOver: Bool {
        switch state {
        case .finished, .released: true
        case .queued, .coalesced, .starting, .waiting, .running: false
        }
    }

    var runID: String? {
        switch state {
        case .running(let runID): runID
        case .finished(let answer): answer.runId
        default: nil
        }
    }

    /// The failed end of its run, for a request that asks for another one.
    var failedAnswer: RunAnswer? {
        guard case .finished(let answer) = state, answer.status == .failed else { return nil }
        return answer
    }
}

extension RunRecord.State {
    /// For the item's `status`, which people and queries read.
    var name: String {
        switch self {
        case .queued: "queued"
        case .coalesced: "coalesced"
        case .starting: "starting"
        case .waiting: "waiting"
        case .running: "running"
        case .finished: "finished"
        case .released: "released"
        }
    }
}
