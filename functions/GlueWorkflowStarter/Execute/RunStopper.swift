import AWSClient
import AWSGlue

/// Stops runs, and cancels requests that have none yet.
struct RunStopper: Sendable {
    let scope: InvocationScope

    /// Stops the run of a record, or cancels the record. The driver completes it.
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

    /// Cancels a record whose lease this invocation holds, for which no run exists, and whose stop was requested before the
    /// start.
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

    /// Records the request to stop before calling Glue: a run whose id is not known yet is stopped once it is.
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
