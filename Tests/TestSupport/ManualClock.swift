import Synchronization
public import UTCTime

/// A clock that a test moves. Waiting on it takes no time: ``source`` moves the clock to the moment that is waited for, and
/// returns.
public final class ManualClock: Sendable {
    private struct State {
        var passed = Duration.zero
        var sleeps: [Duration] = []
    }

    private let start: UTCTime
    private let instant = ContinuousClock.now
    private let state = Mutex(State())

    /// - Parameter start: the time of day to begin with; 2026-11-21T08:00:00Z when not given.
    public init(_ start: UTCTime = UTCTime(millisecondsSinceEpoch: 1_795_248_000_000)) { self.start = start }

    /// The clock as code under test takes it.
    public var source: TimeSource {
        TimeSource(
            now: { self.now },
            instant: { self.instant + self.state.withLock { $0.passed } },
            sleep: { instant in
                try Task.checkCancellation()
                self.state.withLock { state in
                    let duration = max(.zero, (self.instant + state.passed).duration(to: instant))
                    state.sleeps.append(duration)
                    state.passed += duration
                }
                await Task.yield()
            }
        )
    }

    /// The time of day.
    public var now: UTCTime { start.advanced(by: state.withLock { $0.passed }) }

    /// The durations that were waited for, in order.
    public var sleeps: [Duration] { state.withLock { $0.sleeps } }

    /// Lets time pass.
    public func advance(by duration: Duration) { state.withLock { $0.passed += duration } }
}
