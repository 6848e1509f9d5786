import LambdaRuntime
import UTCTime

/// The invocation that a check runs in: its id, its deadlines, its metrics.
struct InvocationScope: Sendable {
    let requestID: String
    let deadline: WorkingDeadline
    let metrics: InvocationMetrics
    private let clock: TimeSource

    /// The time at the end of an invocation that is reserved for recording a check's progress.
    private static let reserve = Duration.seconds(8)

    init(_ context: LambdaContext, clock: TimeSource) {
        self.init(requestID: context.requestID, end: context.cancellation, metrics: context.metrics, clock: clock)
    }

    /// - Parameter end: the time at which the invocation's task is cancelled.
    init(
        requestID: String,
        end: ContinuousClock.Instant,
        metrics: InvocationMetrics = InvocationMetrics(),
        clock: TimeSource
    ) {
        self.requestID = requestID
        self.metrics = metrics
        self.clock = clock
        deadline = WorkingDeadline(end: end, reserve: Self.reserve, clock: clock)
    }

    /// Returns the scope of the same invocation with a time limit of at most `share`.
    func limited(to share: Duration) -> InvocationScope {
        let end = min(deadline.end, clock.instant() + share)
        return InvocationScope(requestID: requestID, end: end, metrics: metrics, clock: clock)
    }
}
