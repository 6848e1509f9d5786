/// Timers in the order they are due. There are few at a time: one per invocation in flight.
struct TimerQueue {
    /// The longest sleep of the thread that serves the queue.
    static let idle = Duration.seconds(60)

    private var timers: [CancellableTimer] = []
    /// The time at which the queue's thread wakes by itself.
    private var nextLook: ContinuousClock.Instant?

    /// - Returns: whether it is due before the queue is looked at again: then somebody must be woken. Not so when the
    ///   timer that was waited for has been cancelled meanwhile: waking up for nothing once is cheaper than being woken
    ///   for every timer.
    mutating func add(_ timer: CancellableTimer) -> Bool {
        timers.removeAll { $0.isCancelled }
        let index = timers.firstIndex { $0.time > timer.time } ?? timers.endIndex
        timers.insert(timer, at: index)
        return nextLook.map { timer.time < $0 } ?? true
    }

    /// Removes the actions that are due.
    ///
    /// - Returns: those that are, and when to look again.
    mutating func takeDue(at now: ContinuousClock.Instant) -> (due: [CancellableTimer], next: ContinuousClock.Instant) {
        timers.removeAll { $0.isCancelled }
        let due = timers.prefix { $0.time <= now }
        timers.removeFirst(due.count)
        let next = min(timers.first?.time ?? now + Self.idle, now + Self.idle)
        nextLook = next
        return (Array(due), next)
    }
}
