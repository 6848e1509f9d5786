import Glibc
import SelfPipe
import Synchronization

/// Fires deadlines, on a thread that does nothing else.
///
/// Handlers run on the transport's thread, so an alarm there could not go off while one of them computes or blocks. An
/// invocation mostly costs no wake-up: its deadline comes after the one before it, to which the thread sleeps anyway.
final class DeadlineTimer: Sendable {
    static let shared = DeadlineTimer()

    private let timers = Mutex(TimerQueue())
    private let isRunning = Atomic(false)
    private let wakeUps = SelfPipe()

    /// Does `action` once, `delay` from now, on the timer's thread: it must be short.
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
