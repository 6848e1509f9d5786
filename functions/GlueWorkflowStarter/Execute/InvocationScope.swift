import AWSGlue
import LambdaRuntime
import StateStore
import UTCTime

/// One invocation: its services, its deadline, its reports.
struct InvocationScope: Sendable {
    let services: StarterServices
    let context: LambdaContext
    let store: RunStore
    let counter = SweepCounter()
    /// The end of every call. It is before the task is cancelled: the error of the last attempt says more than "cancelled".
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

    /// The time until which a call of this invocation may be under way, or may not show in Glue's answers yet.
    var leaseEnd: UTCTime {
        now.advanced(by: max(services.clock.remaining(until: context.deadline), .zero) + settings.lostStartWait)
    }

    // MARK: - Reporting

    func report(_ outcome: StartOutcome, _ key: RunDedupeKey, run: String? = nil, error: StarterError? = nil) {
        var report = OutcomeReport(outcome, subject: "\(key)", error: error)
        report.add("workflow", key.workflow)
        report.add("dedupeKey", key.name)
        report.add("runId", run)
        report.write(to: context)
    }

    /// Reports a failure of a step that the sweeper, or the caller, repeats.
    func reportFailure(_ what: String, _ error: any Error) {
        counter.add(\.failures)
        OutcomeReport(StartOutcome.sweepFailed, subject: what, error: error).write(to: context)
    }
}
