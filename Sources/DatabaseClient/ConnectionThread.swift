import Glibc
import SelfPipe
import Synchronization

/// A separate thread for one connection, since client libraries block while they resolve names and compute. It runs one
/// job after another.
public final class ConnectionThread<Connection: ThreadConfinedConnection>: Sendable {
    typealias Job = @Sendable (Connection) -> Void

    private struct Mailbox {
        var jobs: [JobBox] = []
        var isClosed = false
    }

    private struct JobBox {
        let run: Job
    }

    private let mailbox = Mutex(Mailbox())
    /// The pipe that wakes the thread for a new job. When a job is cancelled while it waits for the server, the pipe
    /// wakes it too.
    private let pipe: SelfPipe

    /// Starts the thread.
    ///
    /// - Throws: ``DatabaseError`` of kind `unavailable` when the system has no more threads or file descriptors.
    public init() throws(DatabaseError) {
        pipe = SelfPipe()
        guard pipe.isOpen else { throw DatabaseError(.unavailable, "no descriptor for a connection: errno \(errno)") }
        try DetachedThread.start { [self] in serve() }
    }

    /// Starts a thread and connects on it, within the server's ``DatabaseServer/connectTimeout``.
    ///
    /// - Parameters:
    ///   - grace: the additional time for connecting, because client libraries look names up without a time limit.
    ///   - late: the error's text when connecting took longer.
    ///   - connect: connects before the deadline that it receives, or throws.
    /// - Throws: what `connect` throws, ``DatabaseError``, or `CancellationError`. The thread has been closed then.
    public static func connected(
        to server: DatabaseServer,
        grace: Duration = .seconds(1),
        late: String? = nil,
        _ connect: @escaping @Sendable (Connection, ContinuousClock.Instant, CallCancellation) throws -> Void
    ) async throws -> ConnectionThread {
        let thread = try ConnectionThread()
        let deadline = ContinuousClock.now + server.connectTimeout
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await thread.run { connection, cancellation in try connect(connection, deadline, cancellation) }
                }
                group.addTask {
                    try await Task.sleep(for: server.connectTimeout + grace)
                    throw DatabaseError(
                        .timedOut,
                        late ?? "the name \(server.host) was not resolved within \(server.connectTimeout)"
                    )
                }
                try await group.next()
                group.cancelAll()
            }
        } catch {
            thread.close()
            throw error
        }
        return thread
    }

    /// Runs `body` on the thread and waits for its result. When the caller is cancelled, it stops waiting at once, and
    /// `body` notices it the next time it waits for the connection.
    ///
    /// - Throws: what `body` throws, ``DatabaseError`` of kind `unreachable` when the connection is closed, or
    ///   `CancellationError`.
    public func run<Value: Sendable>(
        _ body: @escaping @Sendable (Connection, CallCancellation) throws -> Value
    ) async throws -> Value {
        let call = PendingCall<Value>()
        let cancellation = CallCancellation()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                call.wait(continuation)
                let isTaken = leave { connection in
                    call.answer(Result { try body(connection, cancellation) })
                }
                if !isTaken {
                    call.answer(.failure(DatabaseError(.unreachable, "the connection is closed")))
                }
            }
        } onCancel: {
            // First of all, so that the thread's own account of it does not come before.
            call.answer(.failure(CancellationError()))
            cancellation.cancel()
            pipe.wake()
        }
    }

    /// Ends the connection and the thread, after all jobs that are already queued.
    public func close() {
        mailbox.withLock { $0.isClosed = true }
        pipe.wake()
    }

    private func leave(_ job: @escaping Job) -> Bool {
        let isTaken = mailbox.withLock { box in
            if !box.isClosed { box.jobs.append(JobBox(run: job)) }
            return !box.isClosed
        }
        if isTaken { pipe.wake() }
        return isTaken
    }

    private func serve() {
        let connection = Connection(pipe: pipe)
        defer { connection.close() }
        while true {
            let (job, isClosed) = mailbox.withLock { box in
                (box.jobs.isEmpty ? nil : box.jobs.removeFirst(), box.isClosed)
            }
            if let job {
                job.run(connection)
                connection.discardAbandoned()
            } else if isClosed {
                return
            } else {
                pipe.wait()
            }
        }
    }
}
