import AWSClient
import AWSGlue
import LambdaRuntime
import UTCTime

/// Starts or resumes the run of a record, once.
struct GlueRunStarter: Sendable {
    let scope: InvocationScope

    private var queue: RunQueue { RunQueue(scope: scope) }
    private var runs: WorkflowRunFinder { WorkflowRunFinder(scope: scope) }
    private var stopper: RunStopper { RunStopper(scope: scope) }
    private var joiner: InFlightRunJoiner { InFlightRunJoiner(scope: scope) }

    /// Claims the right to call Glue for a record.
    ///
    /// - Parameter early: `true` to retry a waiting record before its time, because a run has just ended.
    /// - Returns: `false` when another invocation holds the claim.
    func claim(_ entry: inout VersionedRunRecord, early: Bool) async throws -> Bool {
        let (now, lease) = (scope.now, scope.leaseEnd)
        return try await scope.store.change(&entry) { $0.claim(until: lease, at: now, early: early) }
    }

    /// Searches for the lost run of a record, and stores the run's id. Glue may have started this run, but the answer
    /// to the start call was lost.
    ///
    /// - Returns: `false` when no such run was found.
    func adoptLostRun(_ entry: inout VersionedRunRecord) async throws -> Bool {
        guard let id = try await runs.lostRun(of: entry.record) else { return false }
        scope.report(.adopted, entry.runKey, run: id)
        try await recordRunID(id, &entry)
        return true
    }

    /// Ends a record after a lasting error in the search for its lost run. A deleted workflow has no runs, so its
    /// record ends at once. Any other record ends when the error has lasted too long: a run may then exist, so the key
    /// does not start another run.
    ///
    /// - Returns: the error, if the record has ended with it.
    /// - Throws: the error, if the search is to be repeated.
    func endAfterSearch(_ error: StarterError, _ entry: inout VersionedRunRecord) async throws -> StarterError? {
        guard error.isLasting else { throw error }
        if error.name == .workflowNotFound { return try await release(&entry, error) }
        guard try await PermanentErrorLimit(scope: scope).isReached(&entry) else { throw error }
        let reason = StarterError(
            error.name,
            "\(error.message); a run may have been started: search the workflow's runs for \(RunProperties.key) = \(entry.runKey.name)"
        )
        guard try await scope.store.change(&entry, { $0.abandon(StarterAnswer($0).failing(reason)) }) else {
            return nil
        }
        scope.report(.failed, entry.runKey, error: reason)
        return reason
    }

    /// Starts a run for a record. This invocation must hold the record's lease, and the record must certainly have no
    /// run.
    ///
    /// - Returns: the error, if the record has ended without a known run.
    func launch(_ entry: inout VersionedRunRecord) async throws -> StarterError? {
        if entry.record.stopRequested { return try await stopper.cancelBeforeStart(&entry) }
        var coalesced = [CoalescedRequest(entry.record)]
        if entry.record.isBatch {
            if try await queue.takeTurn(entry.runKey) {
                coalesced = try await queue.drainQueue(into: entry.runKey)
            } else {
                coalesced = []
            }
            if coalesced.isEmpty {
                try await scope.store.releaseLock(of: entry.runKey)
                try await scope.store.delete(entry)
                return nil
            }
        } else if entry.record.request.concurrency == .join, entry.record.resumedRun == nil {
            do {
                if try await joiner.join(&entry) { return nil }
            } catch let error as StarterError where error.isOfGlue {
                return try await afterFailure(error.isLasting ? .impossible(error) : .refused(error), &entry)
            }
        }
        let properties = RunProperties(entry.runKey, coalescing: coalesced, table: scope.settings.table)
        if properties.eventsAreInTable, !entry.record.isBatch {
            for own in coalesced { try await scope.store.add(own, to: entry.runKey) }
        }
        if entry.record.eventCount != properties.eventCount {
            try await scope.store.change(&entry) {
                $0.eventCount = properties.eventCount
                return true
            }
        }
        return try await send(&entry, properties)
    }

    private func send(_ entry: inout VersionedRunRecord, _ properties: RunProperties) async throws -> StarterError? {
        let workflow = entry.runKey.workflow
        var previous: String?
        do {
            let id: String
            switch entry.record.work {
            case .start:
                id = try await scope.glue.startWorkflowRun(
                    workflow,
                    properties: properties.values,
                    deadline: scope.deadline
                )
            case .resume(let run):
                previous = run
                let nodes = try await runs.nodesToResume(run, workflow, entry.record.request.verdict)
                id = try await scope.glue.resumeWorkflowRun(workflow, run: run, nodes: nodes, deadline: scope.deadline)
            }
            scope.report(.started, entry.runKey, run: id)
            scope.counter.add(\.started)
            scope.context.metrics.add("RunEvents", Double(properties.eventCount))
            try await recordRunID(id, &entry)
            return nil
        } catch let error as StarterError where Self.resumeRefusals.contains(error.name) {
            // Thrown before the call that resumes.
            return try await resumeIsRefused(error, &entry)
        } catch let error as AWSError {
            let failure = StartFailure(error, workflow: workflow, run: previous)
            if previous != nil, case .impossible(let error) = failure, Self.resumeRefusals.contains(error.name) {
                return try await resumeIsRefused(error, &entry)
            }
            return try await afterFailure(failure, &entry)
        }
    }

    private static let resumeRefusals: Set<StarterError.Name> = [
        .nothingToResume, .illegalState, .runNotFound, .invalidInput,
    ]

    /// Handles Glue's refusal to resume a run. A request with `onFailed: resume` starts the whole workflow instead; a
    /// request of mode `resume` gets the error.
    private func resumeIsRefused(_ error: StarterError, _ entry: inout VersionedRunRecord) async throws -> StarterError?
    {
        if try await scope.store.change(&entry, { $0.startAnew() }) { return try await launch(&entry) }
        return try await release(&entry, error)
    }

    private func afterFailure(_ failure: StartFailure, _ entry: inout VersionedRunRecord) async throws -> StarterError?
    {
        let now = scope.now
        switch failure {
        case .ambiguous(let error):
            // The search may fail: the record says then that a run may exist.
            if let isFound = try? await adoptLostRun(&entry), isFound { return nil }
            let retry = now.advanced(by: scope.settings.lostStartWait)
            try await scope.store.change(&entry) { $0.startUnconfirmed(until: retry) }
            scope.report(.unconfirmed, entry.runKey, error: error)
            return nil
        case .impossible(let error): return try await release(&entry, error)
        case .refused(let error):
            scope.report(.refused, entry.runKey, error: error)
            let policy = entry.record.request.concurrency
            if policy == .join, error.name == .concurrentRunsExceeded, try await joiner.joinAnyRun(&entry) {
                return nil
            }
            if policy == .fail { return try await release(&entry, error, isExpected: true) }
            if entry.record.givesUpAt <= now { return try await release(&entry, error) }
            try await scope.store.change(&entry) { $0.refused(error, at: now) }
            return nil
        }
    }

    /// Records the id of the record's run, and stops the run if a stop was requested.
    func recordRunID(_ id: String, _ entry: inout VersionedRunRecord, joined: Bool = false) async throws {
        let now = scope.now
        let isRecorded = try await scope.store.change(&entry) { $0.started(id, at: now, joined: joined) }
        guard isRecorded else {
            // Happens only when a clock is wrong by more than the lease's margin.
            let what = "run \(id) was started, but the record says \(entry.record.state.name)"
            scope.report(.startFailed, entry.runKey, run: id, error: StarterError(.illegalState, what))
            return
        }
        if entry.record.stopRequested { _ = try await stopper.stopRun(id, entry.runKey.workflow) }
    }

    /// Records that the attempt to start a run has ended, and that certainly no run exists.
    ///
    /// - Parameter isExpected: `true` when the caller's policy asks for an error instead of a retry.
    /// - Returns: the error; `nil` when another invocation has changed the record meanwhile.
    func release(
        _ entry: inout VersionedRunRecord,
        _ error: StarterError,
        isExpected: Bool = false
    ) async throws -> StarterError? {
        guard try await scope.store.change(&entry, { $0.release(error) }) else { return nil }
        if !isExpected { scope.report(.startFailed, entry.runKey, error: error) }
        return error
    }
}
