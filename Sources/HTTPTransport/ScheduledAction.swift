import Synchronization

/// Something to be done at a time, on the transport's thread, unless it is cancelled first.
public final class ScheduledAction: Sendable {
    let time: ContinuousClock.Instant
    // Not in a Mutex: every access to a closure inside a generic wraps it in one more thunk, and the loop looks here
    // at every turn. Thousands of thunks later, releasing them overflowed the stack.
    private let action: @Sendable () -> Void
    private let isOver = Atomic(false)

    init(at time: ContinuousClock.Instant, _ action: @escaping @Sendable () -> Void) {
        self.time = time
        self.action = action
    }

    /// Has no effect once the action has begun.
    public func cancel() { isOver.store(true, ordering: .releasing) }

    var isCancelled: Bool { isOver.load(ordering: .acquiring) }

    func fire() {
        if !isOver.exchange(true, ordering: .acquiringAndReleasing) { action() }
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
