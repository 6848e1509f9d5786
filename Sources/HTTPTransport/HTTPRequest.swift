/// One HTTP request. The URL is sent byte for byte as given: no `..` is resolved, nothing is re-encoded.
public struct HTTPRequest: Sendable {
    public enum Method: String, Sendable {
        case get = "GET"
        case head = "HEAD"
        case put = "PUT"
        case post = "POST"
        case delete = "DELETE"
    }

    public var method: Method
    public var url: String
    public var headers: HTTPHeaders
    public var body: [UInt8]
    public var limits: HTTPLimits

    /// libcurl sends a request again by itself when a reused connection turns out to have been closed before a byte of the
    /// answer came.
    public enum Resending: Sendable {
        /// Sending it twice is harmless.
        case always
        /// The request must not arrive twice, and the peer may close idle connections: it is sent on a fresh one.
        case avoided
        /// The request must not arrive twice, and the peer keeps idle connections open: if the connection is closed after a part
        /// was sent, the request fails.
        case never
    }

    public var resending = Resending.always

    /// Makes `http_proxy`, `https_proxy` and `no_proxy` apply. Never for the Runtime API.
    public var usesProxy = true

    /// Sends a GET or POST over a connection of the transport's own instead of libcurl's, never through a proxy: a third of the
    /// instructions. Only for plain `http` at an IPv4 address and for ``HTTPLimits`` without `stalled`; other requests take the usual
    /// way all the same. Meant for the Runtime API, whose two requests are most of what an event costs.
    public var usesKeptConnection = false

    public init(
        _ method: Method,
        _ url: String,
        headers: HTTPHeaders = [:],
        body: [UInt8] = [],
        limits: HTTPLimits = .standard
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.limits = limits
    }
}
