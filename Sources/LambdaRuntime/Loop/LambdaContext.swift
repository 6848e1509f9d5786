public import Logging

/// One invocation as Lambda describes it, with the logger and the metrics that its handler reports through.
public struct LambdaContext: Sendable {
    public let requestID: String
    /// The time Lambda ends the invocation by force.
    public let deadline: ContinuousClock.Instant
    /// The time the runtime cancels the invocation's task: ``deadline`` less the function's `cancellationMargin`. Calls end
    /// before it, see ``workingDeadline(reserve:clock:)``.
    public let cancellation: ContinuousClock.Instant
    /// The ARN as the caller used it, alias or version included.
    public let functionARN: String?
    /// The `X-Amzn-Trace-Id` header for calls made on this invocation's behalf.
    public let traceID: String?
    /// The JSON that a caller passed along (`X-Amz-Client-Context`), unread.
    public let clientContext: String?
    /// The JSON of the Cognito identity that invoked the function, unread.
    public let cognitoIdentity: String?
    public let tenantID: String?
    /// Carries the request id.
    public let logger: Logger
    public let metrics: InvocationMetrics

    /// Time left until ``deadline``; negative once it has passed.
    public var remainingTime: Duration { ContinuousClock.now.duration(to: deadline) }

    /// Makes a context for a test.
    ///
    /// - Parameter cancellation: `deadline` when not given.
    public init(
        requestID: String,
        deadline: ContinuousClock.Instant,
        cancellation: ContinuousClock.Instant? = nil,
        functionARN: String? = nil,
        traceID: String? = nil,
        clientContext: String? = nil,
        cognitoIdentity: String? = nil,
        tenantID: String? = nil,
        logger: Logger,
        metrics: InvocationMetrics = InvocationMetrics()
    ) {
        self.requestID = requestID
        self.deadline = deadline
        self.cancellation = cancellation ?? deadline
        self.functionARN = functionARN
        self.traceID = traceID
        self.clientContext = clientContext
        self.cognitoIdentity = cognitoIdentity
        self.tenantID = tenantID
        self.logger = logger
        self.metrics = metrics
    }
}
