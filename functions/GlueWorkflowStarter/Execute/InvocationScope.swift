import AWSGlue
import LambdaRuntime
import StateStore
import UTCTime

/// The services, the deadline and the outcome reports of one invocation.
struct InvocationScope: Sendable {
    let services: StarterServices
    let context: LambdaContext
    let store: RunStore
    let counter = SweepCounter()
    /// The deadline of every call to AWS. A call ends by itself at this time, because the error of its last attempt
    /// says more than "cancelled".
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

    /// The time at which a lease ends if this invocation acquires it now. Until then, a call may be in progress, or a
    /// started run may be missing from Glue's answers.
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

    /// Reports the failure of a step. The sweeper or the caller repeats the step.
    func reportFailure(_ what: String, _ error: any Error) {
        counter.add(\.failures)
        OutcomeReport(StartOutcome.sweepFailed, subject: what, error: error).write(to: context)
    }
}
