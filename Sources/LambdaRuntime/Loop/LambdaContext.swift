public import Logging

/// The data that Lambda sends about one invocation, with the logger and the metrics for the handler.
public struct LambdaContext: Sendable {
    public let requestID: String
    /// The time when Lambda ends the invocation by force.
    public let deadline: ContinuousClock.Instant
    /// The time when the runtime cancels the invocation's task: the function's `cancellationMargin` before
    /// ``deadline``. Calls end before this time; see ``workingDeadline(reserve:clock:)``.
    public let cancellation: ContinuousClock.Instant
    /// The function's ARN as the caller used it, with the alias or version.
    public let functionARN: String?
    /// The value of the header `X-Amzn-Trace-Id` for the calls that this invocation makes.
    public let traceID: String?
    /// The JSON that the caller sent as `X-Amz-Client-Context`, not parsed.
    public let clientContext: String?
    /// The JSON of the Cognito identity that invoked the function, not parsed.
    public let cognitoIdentity: String?
    public let tenantID: String?
    /// The logger of this invocation. It adds the request id to each line.
    public let logger: Logger
    public let metrics: InvocationMetrics

    /// The time that is left until ``deadline``. It is negative when the deadline has passed.
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
