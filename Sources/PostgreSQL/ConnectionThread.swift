import Glibc
import Synchronization

/// One call of somebody who waits for a thread to answer. Answered once, by whoever comes first: the thread, or the
/// caller's cancellation.
final class PendingCall<Value: Sendable>: Sendable {
    private struct State {
        var continuation: CheckedContinuation<Value, any Error>?
        /// An answer that came before anybody waited.
        var early: Answer?
        var isAnswered = false
    }

    private struct Answer {
        let result: Result<Value, any Error>
    }

    private let state = Mutex(State())

    func wait(_ continuation: CheckedContinuation<Value, any Error>) {
        let early = state.withLock { state -> Answer? in
            if let early = state.early { return early }
            state.continuation = continuation
            return nil
        }
        if let early { continuation.resume(with: early.result) }
    }

    func answer(_ result: Result<Value, any Error>) {
        let continuation = state.withLock { state -> CheckedContinuation<Value, any Error>? in
            guard !state.isAnswered else { return nil }
            state.isAnswered = true
            if state.continuation == nil { state.early = Answer(result: result) }
            defer { state.continuation = nil }
            return state.continuation
        }
        continuation?.resume(with: result)
    }
}

/// A thread of its own for one connection: libpq resolves names, and OpenSSL computes, while the caller waits, and the
/// transport's thread must not. Jobs run one after another.
final class ConnectionThread: Sendable {
    typealias Job = @Sendable (LibPQConnection) -> Void

    private struct Mailbox {
        var jobs: [JobBox] = []
        var isClosed = false
    }

    private struct JobBox {
        let run: Job
    }

    private let mailbox = Mutex(Mailbox())
    /// Wakes the thread for a job, and a job that waits for the server for a cancellation.
    private let selfPipe: SelfPipe

    /// - Throws: ``PostgresError`` when the system has no thread or descriptor left.
    init() throws(PostgresError) {
        selfPipe = try SelfPipe()
        var thread = pthread_t()
        let body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
            if let argument { Unmanaged<ConnectionThread>.fromOpaque(argument).takeRetainedValue().serve() }
            return nil
        }
        let context = Unmanaged.passRetained(self)
        let status = pthread_create(&thread, nil, body, context.toOpaque())
        guard status == 0 else {
            context.release()
            throw PostgresError(.unavailable, "no thread for a connection: errno \(status)")
        }
        pthread_detach(thread)
    }

    /// Runs `body` on the thread and waits for what it returns. When the caller is cancelled, `body` learns of it through
    /// the connection's waits, and the caller does not wait for it.
    ///
    /// - Throws: what `body` throws, or `CancellationError`.
    func run<Value: Sendable>(
        _ body: @escaping @Sendable (LibPQConnection, CallCancellation) throws(PostgresError) -> Value
    ) async throws -> Value {
        let call = PendingCall<Value>()
        let cancellation = CallCancellation()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                call.wait(continuation)
                let isTaken = leave { connection in
                    do throws(PostgresError) {
                        call.answer(.success(try body(connection, cancellation)))
                    } catch {
                        call.answer(.failure(error))
                    }
                }
                if !isTaken { call.answer(.failure(PostgresError(.unreachable, "the connection is closed"))) }
            }
        } onCancel: {
            // First of all, so that the thread's own account of it does not come before.
            call.answer(.failure(CancellationError()))
            cancellation.cancel()
            selfPipe.wake()
        }
    }

    /// Ends the connection and the thread, behind the jobs that were left before.
    func close() {
        mailbox.withLock { $0.isClosed = true }
        selfPipe.wake()
    }

    private func leave(_ job: @escaping Job) -> Bool {
        let isTaken = mailbox.withLock { box in
            if !box.isClosed { box.jobs.append(JobBox(run: job)) }
            return !box.isClosed
        }
        if isTaken { selfPipe.wake() }
        return isTaken
    }

    private func serve() {
        let connection = LibPQConnection(selfPipe: selfPipe)
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
                selfPipe.wait()
            }
        }
    }
}

/// Tells whether somebody still waits for a call.
final class CallCancellation: Sendable {
    private let flag = Atomic(false)

    var isCancelled: Bool { flag.load(ordering: .acquiring) }

    func cancel() { flag.store(true, ordering: .releasing) }
}

/// A pipe by which any thread wakes the one that polls it.
final class SelfPipe: Sendable {
    /// To be polled for reading.
    let descriptor: Int32
    private let writing: Int32

    init() throws(PostgresError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw PostgresError(.unavailable, "no descriptor for a connection: errno \(errno)")
        }
        for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
        descriptor = ends[0]
        writing = ends[1]
    }

    deinit {
        Glibc.close(descriptor)
        Glibc.close(writing)
    }

    /// Wakes the thread. A full pipe holds a wake-up already.
    func wake() {
        var byte: UInt8 = 1
        _ = write(writing, &byte, 1)
    }

    func clear() {
        var bytes = [UInt8](repeating: 0, count: 64)
        while read(descriptor, &bytes, bytes.count) > 0 {}
    }

    func wait() {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = poll(&entry, 1, -1)
        clear()
    }
}
