import LambdaRuntime
import StateStore
import UTCTime

/// The context, the deadline and the state table of one invocation.
struct InvocationScope: Sendable {
    let context: LambdaContext
    /// The state table, until the invocation's deadline.
    let state: StateStore
    private let working: WorkingDeadline
    private let clock: TimeSource

    init(_ context: LambdaContext, _ state: StateStore, clock: TimeSource) {
        let working = context.workingDeadline(clock: clock)
        self.init(context, state.until(working.end), working, clock)
    }

    private init(_ context: LambdaContext, _ state: StateStore, _ working: WorkingDeadline, _ clock: TimeSource) {
        self.context = context
        self.state = state
        self.working = working
        self.clock = clock
    }

    /// The bound of calls to AWS, so that their results can still be recorded.
    var deadline: ContinuousClock.Instant { working.work }

    /// `true` while there is time to begin another piece of work.
    var hasTime: Bool { working.allows(.seconds(1)) }

    /// A scope for one piece of work among several: it has a share of the time that is left, so that a call that hangs
    /// leaves time for the others.
    ///
    /// - Parameters:
    ///   - fraction: of the time that is left.
    ///   - least: the share is not shorter, unless less time is left.
    func share(_ fraction: Double, atLeast least: Duration) -> InvocationScope {
        let share = max(working.remaining * fraction, least)
        let end = min(working.work, clock.instant() + share)
        return InvocationScope(context, state, WorkingDeadline(end: end, clock: clock), clock)
    }
}
