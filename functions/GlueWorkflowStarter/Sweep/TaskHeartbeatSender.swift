import AWSClient
import AWSStepFunctions
import LambdaRuntime

/// Sends heartbeats to the tasks that wait for a run. Stops the run when the executions of all these tasks were
/// aborted.
struct TaskHeartbeatSender: Sendable {
    let scope: InvocationScope

    private struct Heartbeat: Sendable {
        let request: RunDedupeKey
        let callback: TaskCallback
        let result: SendTaskResult
    }

    private var notifier: CallbackNotifier { CallbackNotifier(scope: scope) }

    /// Sends heartbeats to the tasks of an open run. Stops the run when the executions of all these tasks were aborted.
    func heartbeatCallbacks(of entry: VersionedRunRecord) async throws {
        guard entry.record.isOpen else { return }
        let coalesced = try await scope.store.requests(coalescedInto: entry.runKey)
        let others = coalesced.map { RunDedupeKey(workflow: entry.runKey.workflow, name: $0.name) }
        let requests = (entry.record.isBatch ? [] : [entry.runKey]) + others.filter { $0 != entry.runKey }
        let heartbeats = try await concurrentMap(requests, limit: 16) { request in
            var sent: [Heartbeat] = []
            for callback in try await scope.store.callbacks(for: request) {
                let result = try await notifier.sendHeartbeat(to: callback)
                sent.append(Heartbeat(request: request, callback: callback, result: result))
            }
            return sent
        }.flatMap(\.self)
        let over = heartbeats.filter { $0.result == .taskIsOver }
        guard !over.isEmpty else { return }
        let isWanted =
            over.count < heartbeats.count || entry.record.hasNoCallback || coalesced.contains(where: \.hasNoCallback)
        if !isWanted, try await areAllAborted(over.map(\.callback)) { try await stopOnAbort(entry) }
        // After the stop: a repetition of this sweep needs them to know why.
        for heartbeat in over { try await scope.store.remove(heartbeat.callback, for: heartbeat.request) }
    }

    /// Sends heartbeats to the tasks of a queued request. The request stays in the queue when its tasks are over,
    /// because its events are to be processed even if no task waits.
    func heartbeatCallbacks(ofQueued request: RunDedupeKey) async throws {
        for callback in try await scope.store.callbacks(for: request) {
            guard try await notifier.sendHeartbeat(to: callback) == .taskIsOver else { continue }
            try await scope.store.remove(callback, for: request)
        }
    }

    /// Returns `true` when every task's execution was aborted, failed or timed out, and every task has `stopOnAbort`. A
    /// task may also be over because Step Functions retries it: its execution is then still running, and will ask for
    /// the run.
    private func areAllAborted(_ callbacks: [TaskCallback]) async throws -> Bool {
        for callback in callbacks {
            guard callback.stopOnAbort, let arn = callback.executionARN else { return false }
            switch try await executionStatus(arn) {
            case .aborted, .timedOut, .failed: continue
            case .running, .succeeded, .pendingRedrive, nil: return false
            }
        }
        return true
    }

    /// - Returns: `nil` when the status of the execution can never be read: its run is then not stopped.
    private func executionStatus(_ arn: String) async throws -> ExecutionStatus? {
        do {
            return try await scope.services.stepFunctions.executionStatus(arn, deadline: scope.deadline)
        } catch let error as AWSError where !error.isRetryable {
            scope.reportFailure("execution \(arn) cannot be asked for, so its run is not stopped", error)
            return nil
        }
    }

    private func stopOnAbort(_ open: VersionedRunRecord) async throws {
        var entry = open
        // Another caller of Glue has started the run, and may need it.
        guard !entry.record.isJoined else { return }
        scope.report(.stoppedOnAbort, entry.runKey, run: entry.record.runID)
        try await RunStopper(scope: scope).stop(&entry)
        try await RunDriver(scope: scope).drive(&entry)
    }
}
