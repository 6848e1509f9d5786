public import HTTPTransport

/// One call of an operation: the request in the service's format, and the function that reads its answer.
public struct AWSOperation<Output: Sendable>: Sendable {
    public var name: String
    public var method: HTTPRequest.Method
    /// A base URL other than the service's own, for the host names of S3 buckets.
    public var endpoint: String?
    /// The path, percent-encoded, with a leading slash.
    public var path: String
    /// The query string, percent-encoded, without the question mark.
    public var query: String
    public var headers: HTTPHeaders
    public var body: [UInt8]
    /// `true` when running the operation twice has the same effect as running it once.
    public var isIdempotent: Bool
    /// `true` when the answer contains a secret, such as a key. Errors then do not keep the answer.
    public var carriesSecrets: Bool
    public var limits: HTTPLimits
    /// Reads a 2xx answer. `nil` means that the body is not a success: the call then counts as failed, whatever its
    /// status.
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
