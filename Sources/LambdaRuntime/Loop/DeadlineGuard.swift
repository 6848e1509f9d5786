import HTTPTransport

/// Cancels work a margin before its time is up.
enum DeadlineGuard {
    /// Where a handler's task runs.
    enum Place: Sendable {
        /// Between the transfers, on their thread: fastest, for one invocation at a time.
        case transport
        /// On the concurrency runtime's threads: several invocations compute side by side.
        case pool
    }

    /// Runs `work`, cancelling its task `margin` before `remaining` has passed, and waits for what it makes of that.
    ///
    /// - Parameter margin: held to half of `remaining`, so that a margin meant for minutes does not cancel an
    ///   invocation of one second before it has begun.
    /// - Returns: the result of `work`; a cancellation that it let through becomes ``DeadlineExceeded``.
    static func run(
        within remaining: Duration,
        margin: Duration,
        on place: Place = .transport,
        _ work: @escaping @Sendable () async throws -> LambdaResponse
    ) async -> Result<LambdaResponse, any Error> {
        let allowed = remaining - min(margin, remaining / 2)
        let task = place == .transport ? HTTPTransport.shared.task(work) : Task { try await work() }
        let alarm = Watchdog.shared.schedule(after: max(allowed, .zero)) { task.cancel() }
        defer { alarm.cancel() }
        let result = await withTaskCancellationHandler {
            await task.result
        } onCancel: {
            task.cancel()
        }
        if case .failure(let error) = result, error is CancellationError, task.isCancelled {
            return .failure(DeadlineExceeded())
        }
        return result
    }
}
