import AWSClient
import AWSStepFunctions
import LambdaRuntime

/// Keeps the tasks that wait for a run alive, and stops a run that nobody waits for any more.
struct CallbackKeeper: Sendable {
    let scope: InvocationScope

    private struct Heartbeat: Sendable {
        let request: RunKey
        let callback: TaskCallback
        let result: TaskMessageResult
    }

    private var notifier: CallbackNotifier { CallbackNotifier(scope: scope) }

    /// Sends heartbeats to the tasks of a run that is not over, and stops it when all of them were aborted.
    func heartbeatCallbacks(of entry: RunEntry) async throws {
        guard entry.record.isOpen else { return }
        let covered = try await scope.store.requests(coveredBy: entry.runKey)
        let others = covered.map { RunKey(workflow: entry.runKey.workflow, name: $0.name) }
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
            over.count < heartbeats.count || entry.record.hasNoCallback || covered.contains(where: \.hasNoCallback)
        if !isWanted, try await areAllAborted(over.map(\.callback)) { try await stopOnAbort(entry) }
        // Only now: until the run is stopped they are the reason to.
        for heartbeat in over { try await scope.store.remove(heartbeat.callback, for: heartbeat.request) }
    }

    /// Sends heartbeats to the tasks of a queued request. The request stays in the queue when they are over: that nobody
    /// waits does not mean that it need not be processed.
    func heartbeatCallbacks(ofQueued request: RunKey) async throws {
        for callback in try await scope.store.callbacks(for: request) {
            guard try await notifier.sendHeartbeat(to: callback) == .taskIsOver else { continue }
            try await scope.store.remove(callback, for: request)
        }
    }

    /// A task may also be over because it is retried; its execution lives on and will ask for the run.
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

    /// - Returns: `nil` for an execution that cannot be asked for, now or ever: its run goes on.
    private func executionStatus(_ arn: String) async throws -> ExecutionStatus? {
        do {
            return try await scope.services.stepFunctions.executionStatus(arn, deadline: scope.deadline)
        } catch let error as AWSError where !error.isRetryable {
            scope.reportFailure("execution \(arn) cannot be asked for, so its run is not stopped", error)
            return nil
        }
    }

    private func stopOnAbort(_ open: RunEntry) async throws {
        var entry = open
        // Somebody else has started it, and may want it.
        guard !entry.record.isJoined else { return }
        scope.report(.stoppedOnAbort, entry.runKey, run: entry.record.runID)
        try await RunStopper(scope: scope).stop(&entry)
        try await RunDriver(scope: scope).drive(&entry)
    }
}
