import AWSClient
import AWSStepFunctions
import LambdaRuntime

/// Notifies the tasks that wait for a run.
struct CallbackNotifier: Sendable {
    let scope: InvocationScope

    /// Notifies the tasks that wait for one request, if its run is over.
    func notifyIfOver(_ record: RunRecord, for request: RunKey) async throws {
        guard record.isOver else { return }
        let answer = record.answer(for: request.name)
        for callback in try await scope.store.callbacks(for: request) {
            try await notify(callback, answer)
            try await scope.store.remove(callback, for: request)
        }
    }

    private func notify(_ callback: TaskCallback, _ answer: RunAnswer) async throws {
        do {
            count(try await send(TaskMessage(answer), to: callback))
        } catch let error as AWSError where ["InvalidToken", "InvalidOutput"].contains(error.code) {
            // No later attempt can be better, and all others would wait for it.
            scope.reportFailure("a task of \(answer.workflow)/\(answer.dedupeKey ?? "?") cannot be notified", error)
        } catch let error as AWSError {
            throw StarterError(.callbackFailed, "\(error)")
        }
    }

    private func send(_ message: TaskMessage, to callback: TaskCallback) async throws -> TaskMessageResult {
        let stepFunctions = scope.services.stepFunctions
        switch message {
        case .success(let output):
            return try await stepFunctions.sendTaskSuccess(
                token: callback.token,
                output: output,
                deadline: scope.deadline
            )
        case .failure(let error, let cause):
            return try await stepFunctions.sendTaskFailure(
                token: callback.token,
                error: error,
                cause: cause,
                deadline: scope.deadline
            )
        }
    }

    private func count(_ result: TaskMessageResult) {
        switch result {
        case .taken:
            scope.counter.add(\.callbacks)
            scope.context.metrics.add("CallbacksSent", 1)
        case .taskIsOver:
            scope.counter.add(\.gone)
            scope.context.metrics.add("CallbacksGone", 1)
        }
    }

    /// Sends a heartbeat, so that a task does not time out while its run goes on.
    func sendHeartbeat(to callback: TaskCallback) async throws -> TaskMessageResult {
        do {
            let result = try await scope.services.stepFunctions.sendTaskHeartbeat(
                token: callback.token,
                deadline: scope.deadline
            )
            switch result {
            case .taken:
                scope.counter.add(\.heartbeats)
                scope.context.metrics.add("Heartbeats", 1)
            case .taskIsOver: scope.counter.add(\.gone)
            }
            return result
        } catch let error as AWSError where error.code == "InvalidToken" {
            return .taskIsOver
        } catch let error as AWSError {
            throw StarterError(.callbackFailed, "\(error)")
        }
    }
}
