import UTCTime

/// Moves of a record. Each returns whether it was legal; an illegal one changes nothing.
extension RunRecord {
    /// Claims the right to call Glue until `leaseEnds`. Legal when no other invocation can be calling: its lease is over, or
    /// Glue has refused.
    ///
    /// - Parameter early: `true` to retry a waiting record before its time, because a run has just ended.
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

    /// Records that a run may exist, and is searched for again at `time`.
    mutating func startUnconfirmed(until time: UTCTime) -> Bool {
        guard case .starting = state else { return false }
        state = .starting(leaseEnds: time)
        return true
    }

    /// Makes another key's run this request's. Legal from the queue, and while no call to Glue was made.
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
    mutating func finish(_ answer: StarterAnswer) -> Bool {
        switch state {
        case .queued, .waiting, .running: break
        default: return false
        }
        end(.finished(answer))
        return true
    }

    /// Gives up a start that may or may not have worked.
    mutating func abandon(_ answer: StarterAnswer) -> Bool {
        guard case .starting = state else { return false }
        end(.finished(answer))
        return true
    }

    private mutating func end(_ end: State) {
        state = end
        blockedSince = nil
    }

    /// Records that this attempt has given no run, and will give none.
    mutating func release(_ error: StarterError) -> Bool {
        switch state {
        case .starting, .waiting: break
        default: return false
        }
        end(.released(error))
        return true
    }

    /// Returns the request to the queue, when the run that it was coalesced into was not started.
    mutating func requeue(after name: String) -> Bool {
        switch state {
        case .coalesced(into: name): break
        case .queued: return true
        default: return false
        }
        state = .queued
        return true
    }

    /// Ends a request whose coalesced run was not started, and whose wait limit is over. The tasks that wait for it were
    /// notified of the run's end.
    mutating func giveUp(_ error: StarterError, after name: String) -> Bool {
        guard state == .coalesced(into: name) else { return false }
        end(.released(error))
        isCompleted = true
        return true
    }

    /// Restarts the request after an attempt, or a coalesced run, that was not started or failed.
    ///
    /// - Parameters:
    ///   - failedRun: the run that failed.
    ///   - resumes: `true` to run its failed nodes again, instead of all.
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

    /// Records that a lasting error prevents the next step.
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

    /// Records that every task was notified. Legal for the end that they were notified of.
    mutating func complete(_ end: State) -> Bool {
        guard isOver, state == end, !isCompleted else { return false }
        isCompleted = true
        return true
    }

    static let mostPastRuns = 100
}
