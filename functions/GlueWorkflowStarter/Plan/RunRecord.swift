import StateStore
import UTCTime

/// The state of a request and its run, written before and after every step. It is a pure value: ``step(at:)`` says what to do
/// next, ``RunDriver`` alone does it, ``RunStore`` keeps the record.
///
/// `StartWorkflowRun` has no client token. So a record is written, as ``State/starting(leaseEnds:)``, before the call. An
/// invocation that finds it later with its lease over knows that a run may exist whose id was not recorded, and searches for
/// that run first.
///
/// Legal moves: queued → coalesced, finished; coalesced → queued, released; starting → waiting, running, coalesced, released, and
/// finished when it is given up; waiting → starting, finished, released; running → finished. A new request under the same key
/// restarts a released record, and a failed one if the request says so.
struct RunRecord: Codable, Sendable, Equatable {
    enum State: Codable, Sendable, Equatable {
        /// In the queue of its workflow, for the next coalesced run.
        case queued
        /// Another key's run is this request's run.
        case coalesced(into: String)
        /// A call that starts the run may be under way until then, and may have worked.
        case starting(leaseEnds: UTCTime)
        /// Glue refused; no run exists. The start is retried at that time.
        case waiting(notBefore: UTCTime, because: StarterError)
        case running(runID: String)
        /// The run is over, or never will be.
        case finished(StarterAnswer)
        /// The attempt has given no run, and none exists: the same request may be sent again.
        case released(StarterError)
    }

    static let firstBackoff = Duration.seconds(15)
    static let longestBackoff = Duration.seconds(300)
    /// The time after its start for which a run may be missing from Glue's answers.
    static let longestDelay = Duration.seconds(600)
    /// The time for which a step that fails with a lasting error is repeated.
    static let longestBlock = Duration.seconds(3600)

    let request: StartRequest
    let createdAt: UTCTime
    var state: State
    /// `true` for the record of a coalesced run, which is no request itself.
    var isBatch = false
    /// `true` when a request without a callback asked for the run: an abort of the executions that wait must not stop it.
    var hasNoCallback = false
    /// `true` when another caller of Glue started the run.
    var isJoined = false
    /// `true` when the run is to be stopped as soon as its id is known.
    var stopRequested = false
    /// `true` when every task that waited was notified of the end.
    var isCompleted = false
    /// The time at which the run's id was recorded.
    var startedAt: UTCTime?
    /// The time since when a lasting error has prevented the next step; `nil` when none does.
    var blockedSince: UTCTime?
    /// Times that Glue refused.
    @BoundedCount var refusals = 0
    @BoundedCount var eventCount: Int
    /// Jobs and crawlers of the run, whose events wake a check of it. Empty while they are not known, or are too many to keep.
    var nodeNames: [String] = []
    /// The failed run whose failed nodes this one runs again, because the request asked for that.
    var resumedRun: String?
    /// Earlier failed runs under the same key: they carry the same `starter.key`.
    var pastRunIDs: [String] = []

    /// - Parameter request: its token is not kept in the record: callbacks are items of their own.
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

    var key: RunDedupeKey { request.key }

    /// The call that makes its run: a start, or the resumption of a failed run.
    var work: StartRequest.Work { resumedRun.map { .resume(runID: $0) } ?? request.work }

    /// Returns `true` while a run that was started may be missing from Glue's answers.
    func isFresh(at now: UTCTime) -> Bool {
        startedAt.map { now.duration(since: $0) < Self.longestDelay } ?? false
    }

    func isBlockedTooLong(at now: UTCTime) -> Bool {
        blockedSince.map { now.duration(since: $0) >= Self.longestBlock } ?? false
    }

    /// The time at which a request that Glue keeps refusing is given up.
    var givesUpAt: UTCTime { createdAt.advanced(by: .seconds(request.waitLimit)) }

    /// `true` when a run exists or may be started.
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

    /// The failed end of the run; `nil` for any other state.
    var failedAnswer: StarterAnswer? {
        guard case .finished(let answer) = state, answer.status == .failed else { return nil }
        return answer
    }
}

extension RunRecord.State {
    /// The item's `status`, which people and queries read.
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
