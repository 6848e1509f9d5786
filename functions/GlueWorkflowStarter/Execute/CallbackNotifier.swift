import AWSClient
import AWSStepFunctions
import LambdaRuntime

/// Notifies the tasks that wait for a run.
struct CallbackNotifier: Sendable {
    let scope: InvocationScope

    /// Notifies the tasks that wait for one request, if the request's run is over.
    ///
    /// - Parameter givesUp: `true` to give up a task after Step Functions has refused its notification for too long.
    func notifyIfOver(_ record: RunRecord, for request: RunDedupeKey, givesUp: Bool = false) async throws {
        guard record.isOver else { return }
        let answer = StarterAnswer(record, for: request.name)
        for callback in try await scope.store.callbacks(for: request) {
            try await notify(callback, answer, givesUp: givesUp)
            try await scope.store.remove(callback, for: request)
        }
    }

    private func notify(_ callback: TaskCallback, _ answer: StarterAnswer, givesUp: Bool) async throws {
        let task = "a task of \(answer.workflow)/\(answer.dedupeKey ?? "?")"
        do {
            count(try await send(TaskCallbackResult(answer), to: callback))
        } catch let error as AWSError {
            let reason = StarterError(undelivered: "\(task) could not be notified", error)
            // A wrong token or output stays wrong, and would delay the other tasks.
            guard ["InvalidToken", "InvalidOutput"].contains(error.code) || givesUp && reason.isLasting else {
                throw reason
            }
            scope.reportFailure("\(task) is not notified", error)
        }
    }

    private func send(_ message: TaskCallbackResult, to callback: TaskCallback) async throws -> SendTaskResult {
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

    private func count(_ result: SendTaskResult) {
        switch result {
        case .taken:
            scope.counter.add(\.callbacks)
            scope.context.metrics.add("CallbacksSent", 1)
        case .taskIsOver:
            scope.counter.add(\.gone)
            scope.context.metrics.add("CallbacksGone", 1)
        }
    }

    /// Sends a heartbeat, so that a task does not time out while its run is in flight.
    func sendHeartbeat(to callback: TaskCallback) async throws -> SendTaskResult {
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
            throw StarterError(undelivered: "a heartbeat could not be sent", error)
        }
    }
}
