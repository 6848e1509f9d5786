/// A queue of timers, in the order of their times. It has few timers at a time: one per invocation in flight.
struct TimerQueue {
    /// The longest sleep of the thread that serves the queue.
    static let idle = Duration.seconds(60)

    private var timers: [CancellableTimer] = []
    /// The time at which the queue's thread wakes up by itself.
    private var nextLook: ContinuousClock.Instant?

    /// Adds a timer.
    ///
    /// - Returns: `true` when the timer is due before the queue's thread wakes up by itself: the caller must then wake
    ///   the thread. The thread may wake up too early, for a timer that was cancelled. This costs less than a wake-up
    ///   for every timer.
    mutating func add(_ timer: CancellableTimer) -> Bool {
        timers.removeAll { $0.isCancelled }
        let index = timers.firstIndex { $0.time > timer.time } ?? timers.endIndex
        timers.insert(timer, at: index)
        return nextLook.map { timer.time < $0 } ?? true
    }

    /// Removes the timers that are due.
    ///
    /// - Returns: the timers that are due, and the time of the next check.
    mutating func takeDue(at now: ContinuousClock.Instant) -> (due: [CancellableTimer], next: ContinuousClock.Instant) {
        timers.removeAll { $0.isCancelled }
        let due = timers.prefix { $0.time <= now }
        timers.removeFirst(due.count)
        let next = min(timers.first?.time ?? now + Self.idle, now + Self.idle)
        nextLook = next
        return (Array(due), next)
    }
}
