import UTCTime

/// Moves of a record. Each returns whether it was legal; an illegal one changes nothing.
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

    /// Records the run's id. Legal from `starting` only, and from `running` with the same id.
    mutating func started(_ runID: String, at now: UTCTime, joined: Bool = false) -> Bool {
        guard case .starting = state else { return state == .running(runID: runID) }
        isJoined = joined
        startedAt = now
        state = .running(runID: runID)
        return true
    }

    /// Records that Glue refused, and certainly started nothing.
    mutating func refused(_ error: StarterError, at now: UTCTime) -> Bool {
        guard case .starting = state else { return false }
        refusals += 1
        let exponent = min(max(refusals, 1) - 1, 10)
        let backoff = min(Self.longestBackoff, Self.firstBackoff * (1 << exponent))
        state = .waiting(notBefore: now.advanced(by: backoff), because: error)
        return true
    }

    /// Records that a run may exist; to be looked for again at `time`.
    mutating func unsettled(until time: UTCTime) -> Bool {
        guard case .starting = state else { return false }
        state = .starting(leaseEnds: time)
        return true
    }

    /// Another key's run is this request's. Legal from the queue, and while no call to Glue was made.
    mutating func coalesce(into name: String) -> Bool {
        switch state {
        case .queued, .starting: break
        case .coalesced(into: name): return true
        default: return false
        }
        state = .coalesced(into: name)
        return true
    }

    /// Records the end.
    mutating func finish(_ answer: RunAnswer) -> Bool {
        switch state {
        case .queued, .waiting, .running: break
        default: return false
        }
        end(.finished(answer))
        return true
    }

    /// Gives up a start of which nobody can say whether it worked.
    mutating func abandon(_ answer: RunAnswer) -> Bool {
        guard case .starting = state else { return false }
        end(.finished(answer))
        return true
    }

    private mutating func end(_ end: State) {
        state = end
        blockedSince = nil
    }

    /// Records that no run exists and none will come of this attempt.
    mutating func release(_ error: StarterError) -> Bool {
        switch state {
        case .starting, .waiting: break
        default: return false
        }
        end(.released(error))
        return true
    }

    /// Puts it back into the queue, when the run that was to cover it came to nothing.
    mutating func requeue(after name: String) -> Bool {
        switch state {
        case .coalesced(into: name): break
        case .queued: return true
        default: return false
        }
        state = .queued
        return true
    }

    /// Begins anew after the last attempt, or the run that was to cover it, came to nothing or failed.
    ///
    /// - Parameters:
    ///   - failedRun: the run that failed.
    ///   - resumes: whether its failed nodes are run again, instead of all.
    mutating func restart(
        _ request: StartRequest,
        _ state: State,
        after failedRun: String? = nil,
        resumes: Bool = false,
        at now: UTCTime
    ) {
        let (nobodyWaited, past) = (hasNoCallback, pastRunIDs)
        self = RunRecord(request, state, at: now)
        hasNoCallback = hasNoCallback || nobodyWaited
        pastRunIDs = (past + [failedRun].compactMap(\.self)).suffix(Self.mostPastRuns)
        resumedRun = resumes ? failedRun : nil
    }

    /// Gives up resuming the failed run: all of the workflow is run. Legal before the call to Glue.
    mutating func startAnew() -> Bool {
        guard case .starting = state, resumedRun != nil else { return false }
        resumedRun = nil
        return true
    }

    /// Records that a lasting error stands in the way of the next step.
    mutating func block(at now: UTCTime) -> Bool {
        guard blockedSince == nil else { return false }
        blockedSince = now
        return true
    }

    /// Records that the step has worked.
    mutating func unblock() -> Bool {
        guard blockedSince != nil else { return false }
        blockedSince = nil
        return true
    }

    /// Everybody was notified. Legal for the end that they were notified of.
    mutating func complete(_ end: State) -> Bool {
        guard isOver, state == end, !isCompleted else { return false }
        isCompleted = true
        return true
    }

    static let mostPastRuns = 100
}
