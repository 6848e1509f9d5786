import AWSGlue
import LambdaRuntime
import StateStore
import UTCTime

/// One invocation: the services, the bounds of its time, and where it reports.
struct InvocationScope: Sendable {
    let services: StarterServices
    let context: LambdaContext
    let store: RunStore
    let counter = InvocationCounter()
    /// Calls are over before the task is cancelled: the error of the last attempt says more than "cancelled".
    let deadline: ContinuousClock.Instant

    init(_ services: StarterServices, _ context: LambdaContext) {
        self.services = services
        self.context = context
        deadline = context.cancellation
        store = RunStore(state: services.state.until(context.cancellation))
    }

    var settings: StarterSettings { services.settings }
    var glue: Glue { services.glue }
    var now: UTCTime { services.clock.now() }

    /// Until when a call that this invocation makes can be on its way, and Glue may need to show what came of it.
    var leaseEnd: UTCTime { now.advanced(by: max(context.remainingTime, .zero) + settings.settleTime) }

    // MARK: - Reporting

    func report(_ outcome: StartOutcome, _ key: RunKey, run: String? = nil, error: StarterError? = nil) {
        var report = OutcomeReport(outcome, subject: "\(key)", error: error)
        report.add("workflow", key.workflow)
        report.add("dedupeKey", key.name)
        report.add("runId", run)
        report.write(to: context)
    }

    /// Reports something that the sweeper, or the caller, tries again.
    func reportFailure(_ what: String, _ error: any Error) {
        counter.add(\.failures)
        OutcomeReport(StartOutcome.sweepFailed, subject: what, error: error).write(to: context)
    }
}
