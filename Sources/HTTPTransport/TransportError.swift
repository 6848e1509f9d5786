/// The error of a request that got no usable HTTP response. A response with an HTTP error status is not such an error.
public struct TransportError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Reason: String, Sendable {
        /// The host's name could not be resolved.
        case unresolved
        /// The peer did not accept the connection in time, or refused it.
        case notConnected
        /// The TLS handshake failed: certificate, name or protocol.
        case untrusted
        /// The request was sent, but the answer was not complete before a limit of ``HTTPLimits`` passed.
        case timedOut
        /// The connection failed or was closed before the response was complete.
        case disconnected
        /// The answer is not HTTP.
        case malformedResponse
        /// The request cannot be sent as it is (bad URL, line break in a header).
        case invalidRequest
    }

    public var reason: Reason
    /// A description of the error, often in libcurl's words.
    public var detail: String
    /// The peer's scheme, host and port. The path and the query are left out, because they can contain keys and
    /// signatures.
    public var peer: String

    public init(_ reason: Reason, detail: String, peer: String) {
        self.reason = reason
        self.detail = detail
        self.peer = peer
    }

    /// `true` when the peer may have received the request, and so may have acted on it.
    public var mayHaveBeenProcessed: Bool {
        switch reason {
        case .unresolved, .notConnected, .untrusted, .invalidRequest: false
        case .timedOut, .disconnected, .malformedResponse: true
        }
    }

    public var description: String { "\(peer): \(detail) (\(reason.rawValue))" }
}
