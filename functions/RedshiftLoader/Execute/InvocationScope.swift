import LambdaRuntime
import StateStore
import UTCTime

/// The context, the deadline and the state table of one invocation.
struct InvocationScope: Sendable {
    let context: LambdaContext
    private let working: WorkingDeadline
    /// The state table. Calls to it end at the same deadline as the invocation's other work.
    let state: StateStore

    init(_ context: LambdaContext, _ state: StateStore, clock: TimeSource) {
        self.context = context
        working = context.workingDeadline(clock: clock)
        self.state = state.until(working.end)
    }

    /// The deadline of the invocation's calls to AWS. It leaves time to report their results before Lambda's timeout.
    var deadline: ContinuousClock.Instant { working.work }

    /// Returns `true` while there is time to begin another step.
    var hasTime: Bool { working.allows(.seconds(1)) }
}
