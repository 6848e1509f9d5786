import Glibc

/// Sends HTTP requests through one libcurl multi handle on one thread.
///
/// The thread starts with the first request. Connections are kept and reused; libcurl checks an idle one before it
/// sends on it, so a function that was frozen for an hour does not fail on a connection its peer closed meanwhile.
/// Cancelling the calling task ends the transfer and closes its connection.
public final class HTTPTransport: Sendable {
    /// The process's transport: one connection pool for the Runtime API and every AWS client.
    public static let shared = HTTPTransport(
        trust: .standard { name in getenv(name).map { String(cString: $0) } }
    )

    private let engine: CurlEngine

    /// - Parameter trust: the TLS roots for every `https` request of this transport.
    public init(trust: TrustStore = .systemDefault) {
        engine = CurlEngine(trust: trust)
    }

    deinit { engine.stop() }

    /// Sends one request and waits for the whole response, whatever its status.
    ///
    /// - Throws: ``TransportError`` when no complete response came, `CancellationError` when the task was cancelled.
    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let transfer = CurlTransfer(request)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                engine.start(transfer, resuming: continuation)
            }
        } onCancel: {
            engine.cancel(transfer)
        }
    }
}
