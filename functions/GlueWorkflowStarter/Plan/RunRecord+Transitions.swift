import UTCTime

/// Changes of a record's state. A function returns `false`, and changes nothing, when the change is illegal.
extension RunRecord {
    /// Claims the right to call Glue until `leaseEnds`. Legal when no other invocation can be calling Glue: the last
    /// lease is over, or Glue has refused the start.
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

    /// Records the run's id. Legal in state `starting`, and in state `running` with the same id.
    mutating func started(_ runID: String, at now: UTCTime, joined: Bool = false) -> Bool {
        guard case .starting = state else { return state == .running(runID: runID) }
        isJoined = joined
        startedAt = now
        state = .running(runID: runID)
        return true
    }

    /// Records that Glue refused the start, and that certainly no run was started.
    mutating func refused(_ error: StarterError, at now: UTCTime) -> Bool {
        guard case .starting = state else { return false }
        refusals += 1
        let exponent = min(max(refusals, 1) - 1, 10)
        let backoff = min(Self.longestBackoff, Self.firstBackoff * (1 << exponent))
        state = .waiting(notBefore: now.advanced(by: backoff), because: error)
        return true
    }

    /// Records that a run may exist, and that the next search for this run is at `time`.
    mutating func startUnconfirmed(until time: UTCTime) -> Bool {
        guard case .starting = state else { return false }
        state = .starting(leaseEnds: time)
        return true
    }

    /// Assigns the run of another key to this request. Legal for a queued request, or before the call to Glue.
    mutating func coalesce(into name: String) -> Bool {
        switch state {
        case .queued, .starting: break
        case .coalesced(into: name): return true
        default: return false
        }
        state = .coalesced(into: name)
        return true
    }

    /// Records the end of the run, or of a request that never got a run.
    mutating func finish(_ answer: StarterAnswer) -> Bool {
        switch state {
        case .queued, .waiting, .running: break
        default: return false
        }
        end(.finished(answer))
        return true
    }

    /// Gives up a start with an unknown result: a run may or may not exist.
    mutating func abandon(_ answer: StarterAnswer) -> Bool {
        guard case .starting = state else { return false }
        end(.finished(answer))
        return true
    }

    private mutating func end(_ end: State) {
        state = end
        blockedSince = nil
    }

    /// Records that this attempt has started no run, and will start none.
    mutating func release(_ error: StarterError) -> Bool {
        switch state {
        case .starting, .waiting: break
        default: return false
        }
        end(.released(error))
        return true
    }

    /// Returns a coalesced request to the queue, because the shared run was not started.
    mutating func requeue(after name: String) -> Bool {
        switch state {
        case .coalesced(into: name): break
        case .queued: return true
        default: return false
        }
        state = .queued
        return true
    }

    /// Ends a coalesced request, because the shared run was not started and the request's wait limit is over. The
    /// waiting tasks were already notified of the shared run's end.
    mutating func giveUp(_ error: StarterError, after name: String) -> Bool {
        guard state == .coalesced(into: name) else { return false }
        end(.released(error))
        isCompleted = true
        return true
    }

    /// Resets the record, so that the request gets a new run. Its own run, or the run into which it was coalesced,
    /// failed or was not started.
    ///
    /// - Parameters:
    ///   - failedRun: the id of the run that failed.
    ///   - resumes: `true` to rerun only the failed nodes of that run.
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

    /// Decides to run the whole workflow, because the failed run could not be resumed. Legal before the call to Glue.
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

    /// Records that the blocked step has succeeded.
    mutating func unblock() -> Bool {
        guard blockedSince != nil else { return false }
        blockedSince = nil
        return true
    }

    /// Records that every task was notified of the end. Legal while the record still has this end.
    mutating func complete(_ end: State) -> Bool {
        guard isOver, state == end, !isCompleted else { return false }
        isCompleted = true
        return true
    }

    static let mostPastRuns = 100
}
