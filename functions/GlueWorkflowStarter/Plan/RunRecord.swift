import StateStore
import UTCTime

/// The state of a request and its run, written to the table before and after every step. It is a pure value:
/// ``step(at:)`` decides the next step, only ``RunDriver`` carries it out, and ``RunStore`` stores the record.
///
/// `StartWorkflowRun` has no client token. So the record is written as ``State/starting(leaseEnds:)`` before the call.
/// If an invocation later finds this state with an expired lease, a run may exist whose id was not recorded. The
/// invocation first searches for that run.
///
/// Legal changes: queued → coalesced, finished; coalesced → queued, released; starting → waiting, running, coalesced,
/// released, and finished when it is given up; waiting → starting, finished, released; running → finished. A new
/// request under the same key restarts a released record. It restarts a failed record only if the request says so.
struct RunRecord: Codable, Sendable, Equatable {
    enum State: Codable, Sendable, Equatable {
        /// The request is in the workflow's queue, and waits for the next coalesced run.
        case queued
        /// The request shares the run of another key.
        case coalesced(into: String)
        /// The call that starts the run may be in progress until `leaseEnds`, and may have succeeded.
        case starting(leaseEnds: UTCTime)
        /// Glue refused the start, and no run exists. The start is retried at `notBefore`.
        case waiting(notBefore: UTCTime, because: StarterError)
        case running(runID: String)
        /// The run is over, or the request was ended without a known run.
        case finished(StarterAnswer)
        /// The attempt has started no run, and no run exists: the same request may be sent again.
        case released(StarterError)
    }

    static let firstBackoff = Duration.seconds(15)
    static let longestBackoff = Duration.seconds(300)
    /// The longest time for which a started run may be missing from Glue's answers.
    static let longestDelay = Duration.seconds(600)
    /// The longest time for which a step with a lasting error is repeated.
    static let longestBlock = Duration.seconds(3600)

    let request: StartRequest
    let createdAt: UTCTime
    var state: State
    /// `true` when the record belongs to a coalesced run, and not to one request.
    var isBatch = false
    /// `true` when a request without a callback asked for the run. The run then continues even if all waiting
    /// executions are aborted.
    var hasNoCallback = false
    /// `true` when another caller of Glue started the run.
    var isJoined = false
    /// `true` when the run is to be stopped as soon as its id is known.
    var stopRequested = false
    /// `true` when every waiting task was notified of the end.
    var isCompleted = false
    /// The time at which the run's id was recorded.
    var startedAt: UTCTime?
    /// The time since which a lasting error has prevented the next step; `nil` when no error prevents it.
    var blockedSince: UTCTime?
    /// The number of times that Glue refused the start.
    @BoundedCount var refusals = 0
    @BoundedCount var eventCount: Int
    /// Names of the run's jobs and crawlers. An event with one of these names causes a check of the run. The list is
    /// empty while the names are unknown, or if they are too long to store.
    var nodeNames: [String] = []
    /// The id of the earlier failed run that is resumed because of the request's `onFailed`; `nil` in all other cases.
    var resumedRun: String?
    /// Ids of earlier failed runs under the same key. These runs have the same property `starter.key` as the new run.
    var pastRunIDs: [String] = []

    /// - Parameter request: the request. Its token is not stored in the record, because callbacks are separate items.
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

    /// The call to Glue that creates the run: a start, or the resumption of a failed run.
    var work: StartRequest.Work { resumedRun.map { .resume(runID: $0) } ?? request.work }

    /// Returns `true` while the started run may still be missing from Glue's answers.
    func isFresh(at now: UTCTime) -> Bool {
        startedAt.map { now.duration(since: $0) < Self.longestDelay } ?? false
    }

    func isBlockedTooLong(at now: UTCTime) -> Bool {
        blockedSince.map { now.duration(since: $0) >= Self.longestBlock } ?? false
    }

    /// The time at which the request is given up, if Glue still refuses the start.
    var givesUpAt: UTCTime { createdAt.advanced(by: .seconds(request.waitLimit)) }

    /// `true` when a run is in flight or is being started, or when a refused start waits for its retry.
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

    /// The answer about a failed run; `nil` for any other state.
    var failedAnswer: StarterAnswer? {
        guard case .finished(let answer) = state, answer.status == .failed else { return nil }
        return answer
    }
}

extension RunRecord.State {
    /// The name of the state in the item's `status` attribute, for people and queries.
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
