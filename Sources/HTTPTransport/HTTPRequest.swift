/// One HTTP request. The URL is sent byte for byte as given: no `..` is resolved, and nothing is encoded again.
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

    /// The rule for sending a request a second time. By itself, libcurl sends a request again when a reused connection
    /// was closed before a byte of the answer arrived.
    public enum Resending: Sendable {
        /// The request may be sent twice: this is harmless.
        case always
        /// The request must not arrive twice, and the peer may close idle connections. It is sent on a fresh
        /// connection.
        case avoided
        /// The request must not arrive twice, and the peer keeps idle connections open. If the connection is closed
        /// after a part was sent, the request fails.
        case never
    }

    public var resending = Resending.always

    /// `true` when the variables `http_proxy`, `https_proxy` and `no_proxy` apply. It must be `false` for the Runtime
    /// API.
    public var usesProxy = true

    /// `true` when a GET or POST may be sent over the transport's own connection instead of libcurl's. This takes a
    /// third of the instructions. It applies only to plain `http` at an IPv4 address and to ``HTTPLimits`` without
    /// `stalled`, and uses no proxy; libcurl sends all other requests. It is meant for the Runtime API: its two
    /// requests are most of the cost of an event.
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
