import Glibc

/// A pipe by which other threads, and signal handlers, wake a thread that waits. A wake-up while nobody waits is kept for the
/// next wait.
final class SelfPipe: Sendable {
    private let readEnd: Int32
    private let writeEnd: Int32

    init() {
        var ends: [Int32] = [-1, -1]
        pipe(&ends)
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        readEnd = ends[0]
        writeEnd = ends[1]
    }

    /// `false` without a pipe: a process may have no descriptors left.
    var isOpen: Bool { readEnd >= 0 }

    /// Wakes the waiting thread. Safe in a signal handler: it makes one system call and leaves `errno` as it was.
    func wake() {
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
    func wait(until time: ContinuousClock.Instant? = nil) -> Bool {
        var interest = pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)
        guard poll(&interest, 1, time.map(Self.milliseconds) ?? -1) > 0 else { return false }
        var bytes = [UInt8](repeating: 0, count: 64)
        return read(readEnd, &bytes, bytes.count) > 0
    }

    private static func milliseconds(until time: ContinuousClock.Instant) -> Int32 {
        Int32(min(max((time - .now) / .milliseconds(1), 0), 60_000).rounded(.up))
    }
}
