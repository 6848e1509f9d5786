import LambdaRuntime
import StateStore
import UTCTime

/// The context, the deadline and the state table of one invocation.
struct InvocationScope: Sendable {
    let context: LambdaContext
    private let working: WorkingDeadline
    /// The state table, until the deadline.
    let state: StateStore

    init(_ context: LambdaContext, _ state: StateStore, clock: TimeSource) {
        self.context = context
        working = context.workingDeadline(clock: clock)
        self.state = state.until(working.end)
    }

    /// Calls end before it, so that their result can still be recorded.
    var deadline: ContinuousClock.Instant { working.work }

    /// Returns `true` while there is time to begin another step.
    var hasTime: Bool { working.allows(.seconds(1)) }
}
