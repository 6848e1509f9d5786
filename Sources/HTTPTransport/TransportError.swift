/// The error of a request that got no usable HTTP response. An HTTP error status is not an error of the transport.
public struct TransportError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Reason: String, Sendable {
        /// The name did not resolve.
        case unresolved
        /// Nobody accepted the connection, or not in time.
        case notConnected
        /// The TLS handshake failed: certificate, name or protocol.
        case untrusted
        /// The request was sent, and the answer was not whole before a limit of ``HTTPLimits`` passed.
        case timedOut
        /// The connection broke, or was closed, before the response was whole.
        case disconnected
        /// The answer is not HTTP.
        case malformedResponse
        /// The request cannot be sent as it is (bad URL, line break in a header).
        case invalidRequest
    }

    public var reason: Reason
    /// libcurl's own words.
    public var detail: String
    /// Scheme, host and port only: paths and queries can carry keys and signatures.
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
