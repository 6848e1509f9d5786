import Glibc

/// A pipe by which other threads and signal handlers wake a waiting thread. A wake-up that comes while no thread waits
/// is kept for the next wait.
public final class SelfPipe: Sendable {
    /// The descriptor of the pipe's reading end, for `poll(2)`; -1 without a pipe.
    public let descriptor: Int32
    private let writeEnd: Int32

    public init() {
        var ends: [Int32] = [-1, -1]
        if pipe(&ends) == 0 {
            for end in ends {
                _ = fcntl(end, F_SETFL, O_NONBLOCK)
                _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            }
        }
        descriptor = ends[0]
        writeEnd = ends[1]
    }

    deinit {
        guard isOpen else { return }
        close(descriptor)
        close(writeEnd)
    }

    /// `false` when there is no pipe, because the process has no more file descriptors. Right after `init`, `errno`
    /// gives the reason.
    public var isOpen: Bool { descriptor >= 0 }

    /// Wakes the waiting thread. A signal handler may call it: it makes one system call and does not change `errno`.
    /// When the pipe is full, the thread has been woken already.
    public func wake() {
        let savedErrno = errno
        var byte: UInt8 = 1
        write(writeEnd, &byte, 1)
        errno = savedErrno
    }

    /// Waits for a wake-up, and removes all wake-ups up to then.
    ///
    /// - Parameter time: the time at which to stop waiting; `nil` for no limit.
    /// - Returns: `true` when there was a wake-up.
    @discardableResult
    public func wait(until time: ContinuousClock.Instant? = nil) -> Bool {
        var interest = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&interest, 1, time.map(Self.milliseconds) ?? -1) > 0 else { return false }
        return clear()
    }

    /// Removes all wake-ups up to now.
    ///
    /// - Returns: `true` when there was a wake-up.
    @discardableResult
    public func clear() -> Bool {
        var bytes = [UInt8](repeating: 0, count: 64)
        var wasWoken = false
        while read(descriptor, &bytes, bytes.count) > 0 { wasWoken = true }
        return wasWoken
    }

    private static func milliseconds(until time: ContinuousClock.Instant) -> Int32 {
        Int32(min(max((time - .now) / .milliseconds(1), 0), 60_000).rounded(.up))
    }
}
