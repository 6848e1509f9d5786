public import UTCTime

/// The time limits for an invocation's work: no work starts after ``work``, and the results are recorded before
/// ``end``.
///
/// A call that is limited by ``work`` fails with its own error, which explains more than the cancellation that follows.
public struct WorkingDeadline: Sendable {
    /// The time limit of the calls that do the work.
    public let work: ContinuousClock.Instant
    /// The time limit of the calls that record the work. The invocation's task is cancelled at this time.
    public let end: ContinuousClock.Instant

    private let clock: TimeSource

    /// Makes the limits of one invocation.
    ///
    /// - Parameters:
    ///   - end: the time when the invocation's task is cancelled.
    ///   - reserve: the time between ``work`` and ``end``. It is limited to a quarter of the time that is left, so that
    ///     a short timeout leaves time for work.
    public init(end: ContinuousClock.Instant, reserve: Duration = .zero, clock: TimeSource = .system) {
        self.end = end
        self.clock = clock
        work = end - max(.zero, min(reserve, clock.remaining(until: end) / 4))
    }

    /// The time that is left for work. It is negative when the limit ``work`` has passed.
    public var remaining: Duration { clock.remaining(until: work) }

    /// Returns `true` when more than `duration` is left for work, and the task is not cancelled.
    public func allows(_ duration: Duration = .zero) -> Bool { !Task.isCancelled && remaining > duration }

    /// The duration of a lease for this invocation's work. When the lease ends, no request of the invocation can still
    /// be running.
    ///
    /// - Parameter settling: the time that a request sent in the last moment may need to take effect.
    public func lease(settling: Duration) -> Duration { max(clock.remaining(until: end), .zero) + settling }
}

extension LambdaContext {
    /// The working deadline of this invocation.
    ///
    /// - Parameter reserve: the time kept for recording the results.
    public func workingDeadline(reserve: Duration = .zero, clock: TimeSource = .system) -> WorkingDeadline {
        WorkingDeadline(end: cancellation, reserve: reserve, clock: clock)
    }
}
