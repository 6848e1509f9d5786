/// The clocks a function reads, as a value that is passed in: the time of day, the time that only moves forward, and
/// waiting. Tests pass another one (`ManualClock` of TestSupport).
public struct TimeSource: Sendable {
    private let wallTime: @Sendable () -> UTCTime
    private let monotonicTime: @Sendable () -> ContinuousClock.Instant
    private let wait: @Sendable (ContinuousClock.Instant) async throws -> Void

    /// - Parameters:
    ///   - now: the time of day.
    ///   - instant: the time that deadlines and durations are measured in.
    ///   - sleep: returns at an instant, or throws `CancellationError`.
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

    /// The time of day. It may be set back, so it is no measure of durations.
    public func now() -> UTCTime { wallTime() }

    /// The time for deadlines and durations.
    public func instant() -> ContinuousClock.Instant { monotonicTime() }

    /// Time from now until `instant`; negative once it has passed.
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
