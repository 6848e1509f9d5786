import Synchronization

/// Something to be done at a time, on the transport's thread, unless it is cancelled first.
public final class ScheduledAction: Sendable {
    let time: ContinuousClock.Instant
    private let action: Mutex<(@Sendable () -> Void)?>

    init(at time: ContinuousClock.Instant, _ action: @escaping @Sendable () -> Void) {
        self.time = time
        self.action = Mutex(action)
    }

    /// Has no effect once the action has begun.
    public func cancel() { action.withLock { $0 = nil } }

    var isCancelled: Bool { action.withLock { $0 == nil } }

    func fire() {
        let due = action.withLock { action in
            defer { action = nil }
            return action
        }
        due?()
    }
}

/// Timers in the order they are due. There are few at a time (one per invocation in flight).
struct TimerQueue {
    private var timers: [ScheduledAction] = []

    mutating func add(_ timer: ScheduledAction) {
        guard !timer.isCancelled else { return }
        let index = timers.firstIndex { $0.time > timer.time } ?? timers.endIndex
        timers.insert(timer, at: index)
    }

    /// Fires what is due and drops what is cancelled.
    ///
    /// - Returns: when the next one is due.
    mutating func fire(at now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        guard !timers.isEmpty else { return nil }
        timers.removeAll { $0.isCancelled }
        while let first = timers.first, first.time <= now {
            timers.removeFirst()
            first.fire()
        }
        return timers.first?.time
    }
}
