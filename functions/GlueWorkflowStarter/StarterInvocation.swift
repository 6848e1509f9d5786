import AWSServices
import LambdaRuntime
import Logging
import Synchronization
import UTCTime

/// What the function has at hand for as long as it lives.
struct StarterServices: Sendable {
    let settings: StarterSettings
    let glue: Glue
    let tasks: StepFunctions
    let database: DynamoDB
    let links: LogLink
    let knownQueues = KnownQueues()
    var clock: @Sendable () -> UTCTime = { .now() }
}

/// Workflows whose queue the sweep looks at already, as far as this process knows: that is written down once and stays, and
/// need not be written a thousand times in a burst.
final class KnownQueues: Sendable {
    private let workflows = Mutex<Set<String>>([])

    func contains(_ workflow: String) -> Bool { workflows.withLock { $0.contains(workflow) } }
    func insert(_ workflow: String) { workflows.withLock { _ = $0.insert(workflow) } }
}

/// One invocation: the only I/O there is. What it decides by are ``RunRecord``, ``RunVerdict``, ``RunSearch`` and
/// ``RunProperties``.
struct StarterInvocation: Sendable {
    let services: StarterServices
    let context: LambdaContext
    let ledger: RunLedger
    let tally = Tally()
    /// Calls are over before the task is cancelled: the error of the last attempt says more than "cancelled".
    let deadline: ContinuousClock.Instant

    init(_ services: StarterServices, _ context: LambdaContext) {
        self.services = services
        self.context = context
        deadline = context.deadline - GlueWorkflowStarter.cancellationMargin
        ledger = RunLedger(
            database: services.database,
            table: services.settings.table,
            memory: services.settings.memory,
            deadline: deadline
        )
    }

    var settings: StarterSettings { services.settings }
    var glue: Glue { services.glue }
    var now: UTCTime { services.clock() }

    /// Until when a call that this invocation makes can be on its way, and Glue may need to show what came of it.
    var leaseEnd: UTCTime { now.advanced(by: max(context.remainingTime, .zero) + settings.settleTime) }

    enum Response: Sendable, Equatable {
        case run(RunAnswer)
        case counts(Tally.Counts)
    }

    func perform(_ request: StarterRequest) async throws -> Response {
        switch request {
        case .start(let trigger): return .run(try await start(trigger))
        case .check(let reference, let policy, let failOnError):
            let answer = try await check(reference, policy)
            if failOnError, let failure = answer.failure { throw failure }
            return .run(answer)
        case .stop(let reference): return .run(try await stop(reference))
        case .sweep: return .counts(try await sweep())
        case .nodeChanged(let name): return .counts(try await wake(node: name))
        }
    }
}

/// What the function writes to the log and counts, once each time it happens.
enum StarterEvent: String {
    case started = "Started"
    case adopted = "Adopted"
    case joined = "Joined"
    case queued = "Queued"
    case duplicate = "Duplicates"
    case refused = "Refused"
    /// The answer to a start was lost, and no run was found yet.
    case unsettled = "Unsettled"
    case startFailed = "StartsFailed"
    case succeeded = "Succeeded"
    case failed = "Failed"
    case stoppedOnAbort = "StoppedOnAbort"
    case sweepFailed = "SweepFailures"

    var level: Logger.Level {
        switch self {
        case .started, .adopted, .joined, .queued, .duplicate, .succeeded: .info
        case .refused, .unsettled, .stoppedOnAbort: .warning
        case .startFailed, .failed, .sweepFailed: .error
        }
    }
}

extension StarterInvocation {
    func report(_ event: StarterEvent, _ key: RunKey, run: String? = nil, error: StarterError? = nil) {
        context.metrics.add(event.rawValue, 1)
        var fields: Logger.Metadata = [
            "outcome": "\(event.rawValue)", "workflow": "\(key.workflow)", "dedupeKey": "\(key.name)",
        ]
        if let run { fields["runId"] = "\(run)" }
        if let error {
            fields["errorType"] = "\(error.errorType)"
            fields["errorMessage"] = "\(error.message)"
        }
        context.logger.log(level: event.level, "\(key): \(event.rawValue)", metadata: fields)
    }

    /// Something that is tried again, by the sweep or by who asked.
    func reportFailure(_ what: String, _ error: any Error) {
        context.metrics.add(StarterEvent.sweepFailed.rawValue, 1)
        tally.add(\.failures)
        let type = (error as? any LambdaError)?.errorType ?? "\(type(of: error))"
        context.logger.error(
            "\(what): \(error)",
            metadata: ["outcome": "\(StarterEvent.sweepFailed.rawValue)", "errorType": "\(type)"]
        )
    }
}
