import Glibc
import SelfPipe
import Synchronization

/// Runs actions at their deadlines, on a thread that does nothing else.
///
/// Handlers run on the transport's thread, so a timer there could not fire while a handler computes or blocks. An
/// invocation mostly causes no wake-up: the thread already sleeps until the deadline of an earlier invocation.
final class DeadlineTimer: Sendable {
    static let shared = DeadlineTimer()

    private let timers = Mutex(TimerQueue())
    private let isRunning = Atomic(false)
    private let wakeUps = SelfPipe()

    /// Runs `action` once, after `delay`, on the timer's thread. The action must be short.
    func schedule(after delay: Duration, _ action: @escaping @Sendable () -> Void) -> CancellableTimer {
        let scheduled = CancellableTimer(at: .now.advanced(by: delay), action)
        let mustWake = timers.withLock { $0.add(scheduled) }
        if !isRunning.exchange(true, ordering: .acquiringAndReleasing) {
            launch()
        } else if mustWake {
            wakeUps.wake()
        }
        return scheduled
    }

    private func launch() {
        var thread = pthread_t()
        let body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
            if let argument { Unmanaged<DeadlineTimer>.fromOpaque(argument).takeUnretainedValue().run() }
            return nil
        }
        // Unretained: the one timer lives as long as the process. Without a thread, deadlines are Lambda's alone.
        if pthread_create(&thread, nil, body, Unmanaged.passUnretained(self).toOpaque()) == 0 { pthread_detach(thread) }
    }

    private func run() {
        while true {
            let (due, next) = timers.withLock { $0.takeDue(at: .now) }
            for timer in due { timer.fire() }
            if due.isEmpty { wakeUps.wait(until: next) }
        }
    }
}
