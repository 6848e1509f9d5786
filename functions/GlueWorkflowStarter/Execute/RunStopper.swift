import AWSClient
import AWSGlue

/// Stops runs, and cancels requests that have no run yet.
struct RunStopper: Sendable {
    let scope: InvocationScope

    /// Stops the run of a record, or cancels a record that has no run yet. ``RunDriver`` then completes the record.
    func stop(_ entry: inout VersionedRunRecord) async throws {
        switch entry.record.state {
        case .queued, .waiting:
            if try await cancelQueued(&entry) { return }
            // A run was started for it meanwhile.
            if entry.record.isOpen { try await requestStop(&entry) }
        case .starting, .running: try await requestStop(&entry)
        case .coalesced, .finished, .released: break
        }
    }

    private func cancelQueued(_ entry: inout VersionedRunRecord) async throws -> Bool {
        let error = StarterError(.workflowStopped, "\(entry.runKey) was cancelled before a run was started for it")
        guard try await scope.store.change(&entry, { $0.finish(StarterAnswer($0).failing(error)) }) else {
            return false
        }
        scope.report(.failed, entry.runKey, error: error)
        return true
    }

    /// Cancels a record because a stop was requested before the start. This invocation must hold the record's lease,
    /// and the record must have no run.
    ///
    /// - Returns: the error that the record ended with; `nil` when another invocation has changed the record meanwhile.
    func cancelBeforeStart(_ entry: inout VersionedRunRecord) async throws -> StarterError? {
        let error = StarterError(.workflowStopped, "\(entry.runKey) was stopped before a run was started for it")
        let now = scope.now
        let isMine = try await scope.store.change(&entry) {
            $0.refused(error, at: now) && $0.finish(StarterAnswer($0).failing(error))
        }
        guard isMine else { return nil }
        scope.report(.failed, entry.runKey, error: error)
        return error
    }

    /// Records that a stop was requested, then stops the run in Glue. If the run's id is not known yet, the run is
    /// stopped as soon as its id is recorded.
    private func requestStop(_ entry: inout VersionedRunRecord) async throws {
        try await scope.store.change(&entry) {
            guard $0.isOpen else { return false }
            $0.stopRequested = true
            return true
        }
        if case .running(let id) = entry.record.state { _ = try await stopRun(id, entry.runKey.workflow) }
    }

    func stopRun(_ id: String, _ workflow: String) async throws -> StopWorkflowRunResult {
        do {
            let result = try await scope.glue.stopWorkflowRun(workflow, run: id, deadline: scope.deadline)
            if result == .stopping { scope.counter.add(\.stopped) }
            return result
        } catch let error as AWSError {
            throw StarterError(error, workflow: workflow, run: id)
        }
    }
}
