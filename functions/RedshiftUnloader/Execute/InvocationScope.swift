import LambdaRuntime
import StateStore
import UTCTime

/// The context, the deadline and the state table of one invocation.
struct InvocationScope: Sendable {
    let context: LambdaContext
    /// The store of the state table. Its calls end at the invocation's deadline.
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

    /// The deadline of calls to AWS. It leaves time to record the results of the calls.
    var deadline: ContinuousClock.Instant { working.work }

    /// `true` while there is time to begin another piece of work.
    var hasTime: Bool { working.allows(.seconds(1)) }

    /// Makes a scope for one piece of work among several. It gets a share of the time that is left, so that a call that
    /// hangs leaves time for the other pieces.
    ///
    /// - Parameters:
    ///   - fraction: the share of the time that is left, from 0 to 1.
    ///   - least: the shortest share, unless less time is left.
    func share(_ fraction: Double, atLeast least: Duration) -> InvocationScope {
        let share = max(working.remaining * fraction, least)
        let end = min(working.work, clock.instant() + share)
        return InvocationScope(context, state, WorkingDeadline(end: end, clock: clock), clock)
    }
}
