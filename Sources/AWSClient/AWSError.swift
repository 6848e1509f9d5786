import JSON

/// A call to AWS that failed: the operation, the service's answer, and whether a retry can help.
public struct AWSError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kind of failure, which decides about retries.
    public enum Kind: Sendable, Equatable {
        /// AWS asks for fewer calls, and did not carry out this one.
        case throttled
        /// AWS or the network failed. AWS may have carried out the call.
        case transient
        /// The request was not sent to AWS.
        case notSent
        /// Our clock differs from AWS's clock by more than AWS accepts.
        case clockSkew
        /// The caller's deadline left no time for the call.
        case outOfTime
        /// The same call would fail in the same way again.
        case permanent
    }

    public var service: String
    public var operation: String
    /// The service's error code, such as `NoSuchKey`. For a failure of the transport it is that failure's reason, such
    /// as `disconnected`.
    public var code: String
    public var message: String
    /// The HTTP status; `nil` when no answer arrived.
    public var status: Int?
    public var requestID: String?
    public var kind: Kind
    /// The answer's body; empty when there was none. Some operations' errors say more in it than in code and message.
    public var body: [UInt8]
    /// The bucket's region, when S3 refused the request because it was sent to another region.
    public var wrongRegion: WrongRegion?
    /// The time that the service asks us to wait before the next attempt.
    public var retryAfter: Duration?

    public init(
        service: String,
        operation: String,
        code: String,
        message: String,
        status: Int? = nil,
        requestID: String? = nil,
        kind: Kind,
        body: [UInt8] = []
    ) {
        self.service = service
        self.operation = operation
        self.code = code
        self.message = message
        self.status = status
        self.requestID = requestID
        self.kind = kind
        self.body = body
    }

    /// Reads a JSON body; `nil` when the body does not have the form of `Body`.
    public func decodedBody<Body: Decodable>(as type: Body.Type) -> Body? {
        try? JSONDocument(body).decode(type)
    }

    /// `true` when the same call may succeed later. The client made its own retries before it threw this error.
    public var isRetryable: Bool {
        switch kind {
        case .throttled, .transient, .notSent, .outOfTime: true
        case .clockSkew, .permanent: false
        }
    }

    public var description: String {
        let answer = status.map { "HTTP \($0) " } ?? ""
        let request = requestID.map { " (request id \($0))" } ?? ""
        return "\(service) \(operation): \(answer)\(code)\(message.isEmpty ? "" : ": \(message)")\(request)"
    }
}
