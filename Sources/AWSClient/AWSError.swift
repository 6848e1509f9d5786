import JSON

/// A call to AWS that did not succeed: what was called, what came back, and whether calling again can help.
public struct AWSError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kind of failure, as far as retrying goes.
    public enum Kind: Sendable, Equatable {
        /// AWS asks for fewer calls. It has not acted on this one.
        case throttled
        /// A fault on AWS's side or on the way; the call may have been acted on.
        case transient
        /// The request never reached AWS.
        case notSent
        /// Our clock is off by more than AWS accepts.
        case clockSkew
        /// The caller's deadline left no time for the call.
        case outOfTime
        /// Calling again in the same way gives the same answer.
        case permanent
    }

    public var service: String
    public var operation: String
    /// The service's error code, e.g. `NoSuchKey`; for failures of the transport its reason, e.g. `disconnected`.
    public var code: String
    public var message: String
    /// HTTP status; `nil` when no answer came.
    public var status: Int?
    public var requestID: String?
    public var kind: Kind
    /// The answer's body: some operations' errors say more in it than code and message. Empty when there was none.
    public var body: [UInt8]
    /// The bucket's region, where S3 refused the request because it went to another one.
    public var wrongRegion: WrongRegion?
    /// Time that the service asks the next attempt to wait.
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

    /// Reads a JSON body. `nil` when it is not of that shape.
    public func decodedBody<Body: Decodable>(as type: Body.Type) -> Body? {
        try? JSONDocument(body).decode(type)
    }

    /// `true` when the same call may succeed later. The client has done its own retries by the time it throws.
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
