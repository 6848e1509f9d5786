import AWSDynamoDB
import AWSGlue
import AWSStepFunctions
import LambdaRuntime
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
