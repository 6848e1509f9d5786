import Glibc
public import SelfPipe

extension SelfPipe {
    /// Waits until the socket is ready, the pipe wakes it, or the deadline passes, whichever comes first.
    ///
    /// - Parameter events: the events to wait for, as in `poll(2)`.
    /// - Returns: the socket's events, errors and hang-ups among them; `nil` when the deadline passed, or the caller
    ///   does not wait any more.
    /// - Throws: ``DatabaseError`` when the system refuses to wait.
    public func wait(
        for socket: Int32,
        _ events: Int16,
        until deadline: ContinuousClock.Instant,
        _ cancellation: CallCancellation
    ) throws(DatabaseError) -> Int16? {
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
            if count < 0, errno != EINTR { throw DatabaseError(.unavailable, "poll failed: errno \(errno)") }
            if count > 0, entries[1].revents != 0 { clear() }
            if count > 0, entries[0].revents != 0 { return entries[0].revents }
        }
    }
}
