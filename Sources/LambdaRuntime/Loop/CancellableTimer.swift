import Synchronization

/// An action that runs at a given time, unless it is cancelled before that time.
final class CancellableTimer: Sendable {
    let time: ContinuousClock.Instant
    // Not in a Mutex: every access to a closure inside a generic wraps it in one more thunk, and after thousands of
    // accesses releasing them overflows the stack.
    private let action: @Sendable () -> Void
    private let isOver = Atomic(false)

    init(at time: ContinuousClock.Instant, _ action: @escaping @Sendable () -> Void) {
        self.time = time
        self.action = action
    }

    /// Cancels the action, unless it has begun.
    func cancel() { isOver.store(true, ordering: .releasing) }

    var isCancelled: Bool { isOver.load(ordering: .acquiring) }

    func fire() {
        if !isOver.exchange(true, ordering: .acquiringAndReleasing) { action() }
    }
}
