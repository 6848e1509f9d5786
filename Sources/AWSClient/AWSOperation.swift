public import HTTPTransport

/// One call of one operation: the request as the service wants it, and how to read the answer.
public struct AWSOperation<Output: Sendable>: Sendable {
    public var name: String
    public var method: HTTPRequest.Method
    /// Base URL other than the service's own, for S3's bucket host names.
    public var endpoint: String?
    /// Percent-encoded, with a leading slash.
    public var path: String
    /// Percent-encoded, without the question mark.
    public var query: String
    public var headers: HTTPHeaders
    public var body: [UInt8]
    /// `true` when running it twice is the same as running it once.
    public var isIdempotent: Bool
    /// `true` when the answer holds something secret, e.g. a key. No error then keeps the answer.
    public var carriesSecrets: Bool
    public var limits: HTTPLimits
    /// Reads a 2xx answer. `nil` means that it is not what a success looks like, and so is an error whatever its status.
    public var read: @Sendable (HTTPResponse) -> Output?

    public init(
        _ name: String,
        _ method: HTTPRequest.Method,
        endpoint: String? = nil,
        path: String = "/",
        query: String = "",
        headers: HTTPHeaders = [:],
        body: [UInt8] = [],
        isIdempotent: Bool,
        carriesSecrets: Bool = false,
        limits: HTTPLimits = .standard,
        read: @escaping @Sendable (HTTPResponse) -> Output?
    ) {
        self.name = name
        self.method = method
        self.endpoint = endpoint
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.isIdempotent = isIdempotent
        self.carriesSecrets = carriesSecrets
        self.limits = limits
        self.read = read
    }
}
