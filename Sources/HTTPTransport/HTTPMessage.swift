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

/// Time limits of a request. `nil` is "no limit".
public struct HTTPLimits: Sendable, Equatable {
    /// Name lookup, TCP and TLS handshake together.
    public var connect: Duration
    /// Time in which nothing at all arrives or leaves. S3 is silent for minutes while it copies gigabytes on its side, and
    /// a long poll is silent by design: such calls set `nil` and are bounded by `total` or by cancellation; a peer that
    /// is really gone is found by TCP keep-alive. Whole seconds, rounded up.
    public var stalled: Duration?
    /// The whole exchange.
    public var total: Duration?

    public init(connect: Duration = .seconds(5), stalled: Duration? = .seconds(60), total: Duration? = nil) {
        self.connect = connect
        self.stalled = stalled
        self.total = total
    }

    /// 5 s to connect, 60 s of silence, as the AWS SDKs.
    public static let standard = HTTPLimits()
    /// For requests that a healthy peer may answer after any time.
    public static let longPoll = HTTPLimits(stalled: nil)
}

/// One HTTP response, whole.
public struct HTTPResponse: Sendable, Equatable {
    public var status: Int
    public var headers: HTTPHeaders
    public var body: [UInt8]

    /// Bytes. The Runtime API's events are at most 6 MB; a body beyond this ends the transfer with an error.
    public static let largestBody = 64 << 20

    public init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
