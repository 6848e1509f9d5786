import Glibc

/// A pipe to oneself: any thread writes to it, and the thread that polls it wakes up.
public final class SelfPipe: Sendable {
    /// The end to be polled for reading.
    public let descriptor: Int32
    private let writing: Int32

    /// - Throws: ``ConnectionThreadError`` when the process has no descriptor left.
    public init() throws(ConnectionThreadError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw ConnectionThreadError(.exhausted, "no descriptor for a connection: errno \(errno)")
        }
        for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
        descriptor = ends[0]
        writing = ends[1]
    }

    deinit {
        Glibc.close(descriptor)
        Glibc.close(writing)
    }

    /// Wakes the thread. A full pipe has woken it already.
    public func wake() {
        var byte: UInt8 = 1
        _ = write(writing, &byte, 1)
    }

    public func clear() {
        var bytes = [UInt8](repeating: 0, count: 64)
        while read(descriptor, &bytes, bytes.count) > 0 {}
    }

    func waitUntilWoken() {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = poll(&entry, 1, -1)
        clear()
    }

    /// Waits for a socket, for the pipe, or for the deadline, whichever comes first.
    ///
    /// - Parameter events: of `poll(2)`.
    /// - Returns: the socket's events, errors and hang-ups among them; `nil` when the deadline passed, or nobody waits for the answer
    ///   any more.
    /// - Throws: ``ConnectionThreadError`` when the system refuses to wait.
    public func wait(
        for socket: Int32,
        _ events: Int16,
        until deadline: ContinuousClock.Instant,
        _ cancellation: CallCancellation
    ) throws(ConnectionThreadError) -> Int16? {
        while true {
            if cancellation.isCancelled { return nil }
            let remaining = ContinuousClock.now.duration(to: deadline)
            guard remaining > .zero else { return nil }
            let milliseconds = Int32(min(remaining / .milliseconds(1) + 1, 600_000))
            var entries = [
                pollfd(fd: socket, events: events, revents: 0),
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            ]
            let count = poll(&entries, 2, milliseconds)
            if count < 0, errno != EINTR { throw ConnectionThreadError(.exhausted, "poll failed: errno \(errno)") }
            if count > 0, entries[1].revents != 0 { clear() }
            if count > 0, entries[0].revents != 0 { return entries[0].revents }
        }
    }
}
