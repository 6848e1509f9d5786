import LambdaRuntime

/// What a check needs to know of the invocation it runs in.
struct InvocationScope: Sendable {
    let requestID: String
    /// Work ends here; what is left until the cancellation is for writing down how far it came.
    let deadline: ContinuousClock.Instant
    /// Writing down ends here.
    let end: ContinuousClock.Instant
    let metrics: InvocationMetrics

    init(_ context: LambdaContext) {
        let end = context.deadline - DMSCompletionHandler.cancellationMargin
        self.init(requestID: context.requestID, end: end, metrics: context.metrics)
    }

    init(requestID: String, end: ContinuousClock.Instant, metrics: InvocationMetrics = InvocationMetrics()) {
        self.requestID = requestID
        self.end = end
        let remaining = ContinuousClock.now.duration(to: end)
        deadline = end - max(.zero, min(.seconds(8), remaining / 4))
        self.metrics = metrics
    }

    /// Until this invocation is certainly over.
    var lease: Duration { max(.seconds(1), ContinuousClock.now.duration(to: end)) + .seconds(30) }
}
