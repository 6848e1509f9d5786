public import UTCTime

/// The time an invocation may work: it begins nothing after ``work``, and has recorded what it did by ``end``.
///
/// A call that is bounded by ``work`` fails with its own error, which says more than the cancellation that follows.
public struct WorkingDeadline: Sendable {
    /// Bound of the calls that do the work.
    public let work: ContinuousClock.Instant
    /// Bound of the calls that record the work. The invocation's task is cancelled then.
    public let end: ContinuousClock.Instant

    private let clock: TimeSource

    /// - Parameters:
    ///   - end: when the invocation's task is cancelled.
    ///   - reserve: time between work and end. Held to a quarter of the time that is left, so that a short timeout leaves
    ///     time for work.
    public init(end: ContinuousClock.Instant, reserve: Duration = .zero, clock: TimeSource = .system) {
        self.end = end
        self.clock = clock
        work = end - max(.zero, min(reserve, clock.remaining(until: end) / 4))
    }

    /// Time left for work; negative once it is over.
    public var remaining: Duration { clock.remaining(until: work) }

    /// Returns `true` while there is time for something that takes `duration` and the task is not cancelled.
    public func allows(_ duration: Duration = .zero) -> Bool { !Task.isCancelled && remaining > duration }

    /// The lease to take: it ends when no request of this invocation can still be under way.
    ///
    /// - Parameter settling: time that a request sent in the last moment may take to show its effect.
    public func lease(settling: Duration) -> Duration { max(clock.remaining(until: end), .zero) + settling }
}

extension LambdaContext {
    /// The working deadline of this invocation.
    ///
    /// - Parameter reserve: time kept for recording what was done.
    public func workingDeadline(reserve: Duration = .zero, clock: TimeSource = .system) -> WorkingDeadline {
        WorkingDeadline(end: cancellation, reserve: reserve, clock: clock)
    }
}
