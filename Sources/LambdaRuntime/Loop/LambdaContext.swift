public import Logging

/// What Lambda tells of one invocation, and what the handler reports through.
public struct LambdaContext: Sendable {
    public let requestID: String
    /// When Lambda ends the invocation by force.
    public let deadline: ContinuousClock.Instant
    /// The ARN as the caller used it, alias or version included.
    public let functionARN: String?
    /// The `X-Amzn-Trace-Id` header for calls made on this invocation's behalf.
    public let traceID: String?
    public let clientContext: ClientContext?
    public let cognitoIdentity: CognitoIdentity?
    public let tenantID: String?
    /// Carries the request id.
    public let logger: Logger
    public let metrics: InvocationMetrics

    /// Time left until ``deadline``; negative once it has passed.
    public var remainingTime: Duration { ContinuousClock.now.duration(to: deadline) }

    /// For tests, and for whoever calls one function's handler from another.
    public init(
        requestID: String,
        deadline: ContinuousClock.Instant,
        functionARN: String? = nil,
        traceID: String? = nil,
        clientContext: ClientContext? = nil,
        cognitoIdentity: CognitoIdentity? = nil,
        tenantID: String? = nil,
        logger: Logger,
        metrics: InvocationMetrics = InvocationMetrics()
    ) {
        self.requestID = requestID
        self.deadline = deadline
        self.functionARN = functionARN
        self.traceID = traceID
        self.clientContext = clientContext
        self.cognitoIdentity = cognitoIdentity
        self.tenantID = tenantID
        self.logger = logger
        self.metrics = metrics
    }
}

/// The X-Ray trace of the running invocation, for code too deep to be handed a context. With one invocation at a time
/// the environment variable `_X_AMZN_TRACE_ID` holds the same; with several, only this is right.
public enum LambdaTrace {
    @TaskLocal public static var current: String?
}
