import LambdaRuntime
import UTCTime

/// One stop of one migration: what claims, manifests and notices are named by.
struct Stop: Sendable {
    let migration: Migration
    /// The stop date in RFC 3339, or a DataSync execution's id.
    let run: String
    /// `nil` for one that has none.
    let stoppedAt: UTCTime?

    func report(_ outcome: CheckOutcome, _ reason: String) -> CheckReport {
        var report = CheckReport(migration.name, outcome, reason)
        report.taskARN = migration.taskARN
        report.run = run
        return report
    }
}

/// What a check needs to know of the invocation it runs in.
struct CheckCall: Sendable {
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
