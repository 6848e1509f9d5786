import HTTPTransport

/// Cancels work a margin before its time is up.
enum DeadlineGuard {
    /// The threads a handler's task runs on.
    enum Place: Sendable {
        /// The transport's thread, between transfers: fastest, for one invocation at a time.
        case transport
        /// The concurrency runtime's threads, where several invocations compute side by side.
        case pool
    }

    /// Time until the cancellation. The margin is held to half of `remaining`, so that one meant for minutes does not cancel
    /// an invocation of one second before it has begun.
    static func allowed(of remaining: Duration, margin: Duration) -> Duration {
        max(remaining - min(margin, remaining / 2), .zero)
    }

    /// Runs `work`, cancels its task `margin` before `remaining` has passed, and waits for its result.
    ///
    /// - Parameter margin: see ``allowed(of:margin:)``.
    /// - Returns: the result of `work`; a cancellation that it let through becomes ``DeadlineExceeded``.
    static func run(
        within remaining: Duration,
        margin: Duration,
        on place: Place = .transport,
        _ work: @escaping @Sendable () async throws -> LambdaResponse
    ) async -> Result<LambdaResponse, any Error> {
        let allowed = allowed(of: remaining, margin: margin)
        let task = place == .transport ? HTTPTransport.shared.task(work) : Task { try await work() }
        let alarm = DeadlineTimer.shared.schedule(after: allowed) { task.cancel() }
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
