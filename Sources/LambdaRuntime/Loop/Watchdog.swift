import Glibc
import Synchronization

/// A thread that does nothing but fire deadlines.
///
/// Handlers run on the transport's thread, so an alarm there could not go off while one of them computes or blocks. An
/// invocation mostly costs no wake-up: its deadline comes after the one before it, to which the thread sleeps anyway.
final class Watchdog: Sendable {
    static let shared = Watchdog()

    private let timers = Mutex(TimerQueue())
    private let isRunning = Atomic(false)
    private let bell = Bell()

    /// Does `action` once, `delay` from now, on the watchdog's thread: it must be short.
    func schedule(after delay: Duration, _ action: @escaping @Sendable () -> Void) -> ScheduledAction {
        let scheduled = ScheduledAction(at: .now.advanced(by: delay), action)
        let mustWake = timers.withLock { $0.add(scheduled) }
        if !isRunning.exchange(true, ordering: .acquiringAndReleasing) {
            launch()
        } else if mustWake {
            bell.ring()
        }
        return scheduled
    }

    private func launch() {
        var thread = pthread_t()
        let body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
            if let argument { Unmanaged<Watchdog>.fromOpaque(argument).takeUnretainedValue().run() }
            return nil
        }
        // Unretained: the one watchdog lives as long as the process. Without a thread, deadlines are Lambda's alone.
        if pthread_create(&thread, nil, body, Unmanaged.passUnretained(self).toOpaque()) == 0 { pthread_detach(thread) }
    }

    private func run() {
        while true {
            let (due, next) = timers.withLock { $0.takeDue(at: .now) }
            for timer in due { timer.fire() }
            if due.isEmpty { bell.wait(until: next) }
        }
    }
}

/// Wakes one waiting thread; a ring while nobody waits is heard by the next wait.
private final class Bell: Sendable {
    private let readEnd: Int32
    private let writeEnd: Int32

    init() {
        var ends: [Int32] = [-1, -1]
        pipe(&ends)
        for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
        readEnd = ends[0]
        writeEnd = ends[1]
    }

    func ring() {
        var byte: UInt8 = 1
        write(writeEnd, &byte, 1)
    }

    func wait(until time: ContinuousClock.Instant) {
        let milliseconds = (time - .now) / .milliseconds(1)
        var interest = pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)
        guard poll(&interest, 1, Int32(min(max(milliseconds, 0), 60_000).rounded(.up))) > 0 else { return }
        var rings = [UInt8](repeating: 0, count: 64)
        read(readEnd, &rings, rings.count)
    }
}
