import UTCTime

/// What is written down of a trigger and its run, before and after every step. A value: events go in, the next step comes
/// out; the table keeps it, and the shell does the I/O.
///
/// `StartWorkflowRun` has no client token. So a record is written, as ``State/starting(leaseEnds:)``, before the call: whoever
/// finds it later with its lease over knows that a run may exist which nobody has written down, and looks for it first.
struct RunRecord: Sendable, Equatable {
    enum State: Codable, Sendable, Equatable {
        /// In the queue of its workflow, for the next coalesced run.
        case queued
        /// Another key's run is its run.
        case covered(by: String)
        /// A call that starts the run may be on its way until then, and may have worked.
        case starting(leaseEnds: UTCTime)
        /// Glue refused; no run exists. To be tried again then.
        case waiting(notBefore: UTCTime, because: StarterError)
        case running(runID: String)
        /// The run is over, or never will be. Whoever waits may not have been told yet.
        case finished(RunAnswer)
        /// No run came of it, and none exists: the same trigger may ask again.
        case released(StarterError)
    }

    /// What is to be done about a record now.
    enum Step: Sendable, Equatable {
        /// Ask Glue for a run: none can exist.
        case start
        /// Look whether a run exists, then start one if not.
        case search
        /// Glue has refused for as long as the trigger wanted to wait.
        case giveUp(StarterError)
        /// Ask Glue how the run is.
        case check(runID: String)
        /// Tell who waits, and tidy up.
        case settle
        /// Nothing, before something else happens or time passes.
        case rest
    }

    static let firstBackoff = Duration.seconds(15)
    static let longestBackoff = Duration.seconds(300)
    /// How long after its start a run may be missing from Glue's answers.
    static let longestDelay = Duration.seconds(600)

    let trigger: Trigger
    let createdAt: UTCTime
    var state: State
    /// Whether this is the one run for many triggers, and none itself.
    var isBatch = false
    /// Whether somebody who does not wait asked for it: then it is nobody's to stop because waiting ones were aborted.
    var isSilent = false
    /// Whether the run is one that somebody else started.
    var isJoined = false
    /// Whether it is to be stopped as soon as its id is known.
    var stopRequested = false
    /// When the run's id was written down.
    var startedAt: UTCTime?
    /// Times that Glue refused.
    var refusals = 0
    var eventCount: Int
    /// Jobs and crawlers of the run, once known: whose events concern it.
    var nodeNames: [String] = []

    /// - Parameter token: is left out: who waits is kept in items of their own.
    init(_ trigger: Trigger, _ state: State, at now: UTCTime, isBatch: Bool = false) {
        var trigger = trigger
        isSilent = !isBatch && trigger.token == nil
        trigger.token = nil
        // Ids may be many, and are in the run's properties or in items of their own.
        eventCount = trigger.eventCount
        self.trigger = trigger
        self.state = state
        self.isBatch = isBatch
        createdAt = now
    }

    var key: RunKey { trigger.key }

    /// Whether Glue may not know of the run yet that it has started.
    func isFresh(at now: UTCTime) -> Bool {
        startedAt.map { now.duration(since: $0) < Self.longestDelay } ?? false
    }

    /// When a trigger that Glue keeps refusing is given up.
    var givesUpAt: UTCTime { createdAt.advanced(by: .seconds(trigger.waitLimit)) }

    func step(at now: UTCTime) -> Step {
        switch state {
        case .queued, .covered: .rest
        case .starting(let leaseEnds): leaseEnds <= now ? .search : .rest
        case .waiting(_, let error) where givesUpAt <= now: .giveUp(error)
        case .waiting(let notBefore, _): notBefore <= now ? .start : .rest
        case .running(let runID): .check(runID: runID)
        case .finished, .released: .settle
        }
    }

    /// Whether a run exists or may come to be.
    var isOpen: Bool {
        switch state {
        case .starting, .waiting, .running: true
        case .queued, .covered, .finished, .released: false
        }
    }

    var runID: String? {
        switch state {
        case .running(let runID): runID
        case .finished(let answer): answer.runId
        default: nil
        }
    }
}

// MARK: - Moves. Each says whether it was legal; an illegal one changes nothing.

extension RunRecord {
    /// Claims the right to call Glue until `leaseEnds`. Legal when nobody can be calling: the lease of who did is over,
    /// Glue has refused, or no run came of it.
    ///
    /// - Parameter early: whether a record that waits may be tried before its time, because a run has just ended.
    mutating func claim(until leaseEnds: UTCTime, at now: UTCTime, early: Bool = false) -> Bool {
        switch state {
        case .starting(let current) where current <= now: break
        case .waiting(let notBefore, _) where early || notBefore <= now: break
        default: return false
        }
        state = .starting(leaseEnds: leaseEnds)
        return true
    }

    /// The run exists. Legal from `starting` only, and from `running` with the same id.
    mutating func started(_ runID: String, at now: UTCTime, joined: Bool = false) -> Bool {
        guard case .starting = state else { return state == .running(runID: runID) }
        isJoined = joined
        startedAt = now
        state = .running(runID: runID)
        return true
    }

    /// Glue refused, and certainly started nothing.
    mutating func refused(_ error: StarterError, at now: UTCTime) -> Bool {
        guard case .starting = state else { return false }
        refusals += 1
        let exponent = min(max(refusals, 1) - 1, 10)
        let backoff = min(Self.longestBackoff, Self.firstBackoff * (1 << exponent))
        state = .waiting(notBefore: now.advanced(by: backoff), because: error)
        return true
    }

    /// Nobody knows whether a run exists; to be looked for again at `time`.
    mutating func unsettled(until time: UTCTime) -> Bool {
        guard case .starting = state else { return false }
        state = .starting(leaseEnds: time)
        return true
    }

    /// Another key's run is this trigger's. Legal from the queue, and while no call to Glue was made.
    mutating func cover(by name: String) -> Bool {
        switch state {
        case .queued, .starting: break
        case .covered(by: name): return true
        default: return false
        }
        state = .covered(by: name)
        return true
    }

    /// It is over.
    mutating func finish(_ answer: RunAnswer) -> Bool {
        switch state {
        case .queued, .waiting, .running: break
        default: return false
        }
        state = .finished(answer)
        return true
    }

    /// No run exists and none will come of this attempt.
    mutating func release(_ error: StarterError) -> Bool {
        switch state {
        case .starting, .waiting: break
        default: return false
        }
        state = .released(error)
        return true
    }

    /// Back into the queue, when the run that was to cover it came to nothing.
    mutating func queueAgain(after name: String) -> Bool {
        switch state {
        case .covered(by: name): break
        case .queued: return true
        default: return false
        }
        state = .queued
        return true
    }

    /// Asked for anew after its last attempt, or the run that was to cover it, came to nothing.
    mutating func askAgain(_ trigger: Trigger, _ state: State, at now: UTCTime) {
        let silent = isSilent
        self = RunRecord(trigger, state, at: now)
        isSilent = isSilent || silent
    }

    /// The record as it is answered, as far as it knows itself.
    func answer(for name: String? = nil, isDuplicate: Bool = false) -> RunAnswer {
        var answer: RunAnswer
        switch state {
        case .finished(let known): answer = known
        case .running(let runID): answer = RunAnswer(workflow: key.workflow, status: .running, runId: runID)
        case .released(let error):
            answer = RunAnswer(workflow: key.workflow, status: .queued)
            answer.fail(error)
        case .queued, .covered, .starting, .waiting: answer = RunAnswer(workflow: key.workflow, status: .queued)
        }
        answer.dedupeKey = name ?? key.name
        answer.duplicate = isDuplicate
        answer.joined = isJoined || (!isBatch && name != nil && name != key.name)
        answer.eventCount = eventCount
        return answer
    }
}

// MARK: - In the table

extension RunRecord: Codable {}

extension RunRecord.State {
    /// For the item's `state`, which people and queries read.
    var name: String {
        switch self {
        case .queued: "queued"
        case .covered: "covered"
        case .starting: "starting"
        case .waiting: "waiting"
        case .running: "running"
        case .finished: "finished"
        case .released: "released"
        }
    }
}
