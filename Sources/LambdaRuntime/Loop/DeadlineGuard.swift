import HTTPTransport

/// Runs work with a time limit, and cancels the work shortly before the deadline.
enum DeadlineGuard {
    /// The kind of thread that a handler's task runs on.
    enum Place: Sendable {
        /// The transport's thread, between transfers. This is the fastest, for one invocation at a time.
        case transport
        /// The concurrency runtime's threads, where several invocations compute at the same time.
        case pool
    }

    /// Returns the time after which the work is cancelled. The margin is limited to half of `remaining`: a margin meant
    /// for minutes must not cancel an invocation of one second before it begins.
    static func allowed(of remaining: Duration, margin: Duration) -> Duration {
        max(remaining - min(margin, remaining / 2), .zero)
    }

    /// Runs `work` in a task, and cancels the task when only `margin` of the time `remaining` is left.
    ///
    /// - Parameter margin: see ``allowed(of:margin:)``.
    /// - Returns: the result of `work`; a `CancellationError` after the cancellation becomes ``DeadlineExceeded``.
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
