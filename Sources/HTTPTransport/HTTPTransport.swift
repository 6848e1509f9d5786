import Glibc
import Synchronization

/// Sends HTTP requests through one libcurl multi handle on one thread.
///
/// Connections are kept and reused. libcurl checks an idle connection before it sends on it, so a function that was
/// frozen for an hour does not fail on a connection that the peer has closed since then. Cancelling the calling task
/// ends the transfer and closes its connection.
///
/// The thread is the one that calls ``run(_:)``, as a function's `main` does. Without such a call, the first request
/// starts a thread.
public final class HTTPTransport: Sendable {
    /// The process's transport: one connection pool for the Runtime API and every AWS client.
    public static let shared = HTTPTransport(
        trust: .standard { name in getenv(name).map { String(cString: $0) } }
    )

    private let loop: TransportLoop

    /// Makes a transport that has no thread yet.
    ///
    /// - Parameter trust: the TLS roots for every `https` request of this transport.
    public init(trust: TrustStore = .systemDefault) {
        loop = TransportLoop(trust: trust)
    }

    deinit { loop.stop() }

    /// Sends one request and waits for the whole response, whatever its status.
    ///
    /// - Throws: ``TransportError`` when no complete response came, `CancellationError` when the task was cancelled.
    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let transfer = CurlTransfer(request)
        return try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { continuation in
                transfer.await(continuation)
                loop.start(transfer)
            }
        } onCancel: {
            loop.cancel(transfer)
        }
    }

    /// Runs `body` on the calling thread, which becomes the transport's thread. `body`, its child tasks and the
    /// transfers take turns on this thread, which saves every request two thread switches. They must not block.
    ///
    /// - Returns: the result of `body`; `nil` when the transport already has a thread. So call this method first.
    public func run<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) -> Value? {
        let result = ResultBox<Value>()
        let isRun = loop.runHere {
            Task(executorPreference: loop) { [loop] in
                let value = await body()
                result.value.withLock { $0 = value }
                loop.stop()
            }
        }
        return isRun ? result.value.withLock { $0 } : nil
    }

    /// Starts a task on the transport's thread, where ``run(_:)`` also runs its body. Keep the transport until the task
    /// is done.
    public func task<Value: Sendable>(
        _ body: @escaping @Sendable () async throws -> Value
    ) -> Task<Value, any Error> {
        Task(executorPreference: loop) { try await body() }
    }
}

private final class ResultBox<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
}
