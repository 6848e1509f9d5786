import Glibc

/// A pipe by which other threads, and signal handlers, wake a thread that waits. A wake-up while nobody waits is kept for the
/// next wait.
public final class SelfPipe: Sendable {
    /// The end to be polled for reading; -1 without a pipe.
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

    /// `false` without a pipe: a process may have no descriptors left. `errno` says why, right after `init`.
    public var isOpen: Bool { descriptor >= 0 }

    /// Wakes the waiting thread; a full pipe has woken it already. Safe in a signal handler: it makes one system call and leaves
    /// `errno` as it was.
    public func wake() {
        let savedErrno = errno
        var byte: UInt8 = 1
        write(writeEnd, &byte, 1)
        errno = savedErrno
    }

    /// Waits for a wake-up, and forgets all that came until then.
    ///
    /// - Parameter time: when to stop waiting; `nil` for never.
    /// - Returns: whether there was one.
    @discardableResult
    public func wait(until time: ContinuousClock.Instant? = nil) -> Bool {
        var interest = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&interest, 1, time.map(Self.milliseconds) ?? -1) > 0 else { return false }
        return clear()
    }

    /// Forgets the wake-ups that came until now.
    ///
    /// - Returns: whether there was one.
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
