/// The clocks that a function uses. They give the time of day and a time that only moves forward, and suspend a task.
/// They are passed in as a value, so that tests can pass other clocks (`ManualClock` of TestSupport).
public struct TimeSource: Sendable {
    private let wallTime: @Sendable () -> UTCTime
    private let monotonicTime: @Sendable () -> ContinuousClock.Instant
    private let wait: @Sendable (ContinuousClock.Instant) async throws -> Void

    /// Makes a time source from the given clocks.
    ///
    /// - Parameters:
    ///   - now: returns the time of day.
    ///   - instant: returns the time for deadlines and durations.
    ///   - sleep: returns when the given instant is reached, or throws `CancellationError`.
    public init(
        now: @escaping @Sendable () -> UTCTime,
        instant: @escaping @Sendable () -> ContinuousClock.Instant,
        sleep: @escaping @Sendable (_ until: ContinuousClock.Instant) async throws -> Void
    ) {
        wallTime = now
        monotonicTime = instant
        wait = sleep
    }

    /// The machine's clocks.
    public static let system = TimeSource(
        now: { UTCTime.now() },
        instant: { ContinuousClock.now },
        sleep: { try await Task.sleep(until: $0, clock: .continuous) }
    )

    /// Returns the time of day. It must not be used for durations, because it may be set back.
    public func now() -> UTCTime { wallTime() }

    /// Returns the time for deadlines and durations.
    public func instant() -> ContinuousClock.Instant { monotonicTime() }

    /// Returns the time from now until `instant`; negative when `instant` has passed.
    public func remaining(until instant: ContinuousClock.Instant) -> Duration { monotonicTime().duration(to: instant) }

    /// Suspends the task for `duration`.
    ///
    /// - Throws: `CancellationError`.
    public func sleep(for duration: Duration) async throws { try await wait(monotonicTime().advanced(by: duration)) }

    /// Suspends the task until `instant`.
    ///
    /// - Throws: `CancellationError`.
    public func sleep(until instant: ContinuousClock.Instant) async throws { try await wait(instant) }
}
