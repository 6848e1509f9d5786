import AWSDMS
import AWSClient
import LambdaEvents
import LambdaRuntime
import Logging
import PlanFile
import UTCTime

/// Decides whether a migration truly succeeded, writes the proof, and starts the next steps.
///
/// The flow of one event: `EventDelivery` removes its envelopes, and ``DMSCompletionHandlerRequest`` reads the request.
/// ``CompletionCheck`` observes the task, lets ``CompletionJudgement`` judge it, claims the record of the run's end,
/// reads or writes the ``Manifest``, runs the steps, notifies and completes the record. ``CheckReport`` is the log
/// line, the metric and the answer.
@main
struct DMSCompletionHandler: LambdaFunction, DryRunnable, PlanValidating {
    static let help = FunctionHelp(
        name: "DMSCompletionHandler",
        summary:
            "decides whether a migration by DMS or DataSync truly succeeded, proves it, and starts the steps that follow.",
        settings: [
            .init("PLAN", "name of the plan file: plans/NAME.yaml in the zip, or in PLAN_S3_URI"),
            .init("PLAN_S3_URI", "s3://bucket/folder/ or s3://bucket/folder/plan.yaml of the plan"),
            .init("MIGRATIONS", "instead of both, the plan's text"),
            .init("STATE_TABLE", "DynamoDB table of the records"),
            .init("STATE_RETENTION_DAYS", "how long a closed record is kept, 1 to 3650; 400 when not set"),
            .init("MANIFEST_BUCKET", "bucket of the manifests"),
            .init("MANIFEST_PREFIX", "prefix of the manifests; manifests/ when not set"),
            .init("QUEUE_URL", "the function's own queue; without it the sweeper checks again"),
            .init("RECHECK_LIMIT", "checks before a stop is given up, 1 to 50; 10 when not set"),
            .init("NOTIFICATION_TOPIC_ARN", "SNS topic for people"),
            .init("EVENT_BUS_NAME", "EventBridge bus for our own events"),
            .init("COUNT_CONNECTIONS", "connections to a database at a time, 1 to 16; 4 when not set"),
            .init("STATEMENT_TIMEOUT_SECONDS", "the longest one count may take, 1 to 840; 600 when not set"),
            .init("CONNECT_TIMEOUT_SECONDS", "1 to 60; 10 when not set"),
            .init("DATABASE_ROOTS", "CA certificates of the databases: a file or s3://bucket/key"),
        ],
        example: "bootstrap --explain events/DMSCompletionHandler/manual-migration.json"
    )

    /// The time between the cancellation of a check and Lambda's deadline. In this time, the check can still record its
    /// progress.
    static var cancellationMargin: Duration { .seconds(2) }

    private let plans: MigrationPlanSource
    private let services: HandlerServices
    private let recheckLimit: Int
    private let clock: TimeSource

    init(_ start: LambdaInitializationContext) async throws { try await self.init(start, clock: .system) }

    init(_ start: LambdaInitializationContext, clock: TimeSource) async throws {
        let settings = try HandlerSettings(start.environment)
        // Incomplete settings have already thrown above.
        let configuration = try settings.aws ?? AWSConfiguration.standard { start.environment[$0] }
        let source = settings.plan ?? .inline("")
        services = try HandlerServices(configuration, settings, start.environment, clock: clock)
        plans = MigrationPlanSource(source, objects: services.store)
        recheckLimit = settings.recheckLimit
        self.clock = clock
        // Fail the start for a wrong plan in the zip. A wrong plan in S3 may be corrected without a deployment.
        if plans.isLocal { _ = try await plans.migrations() }
    }

    static func validate(_ plan: [UInt8], file: String) throws -> String {
        let plan = try PlanDocument(plan, file: file).read { MigrationPlan(name: nil, $0) }
        return "\(file) is a valid plan: \(plan.migrations.map(\.name).joined(separator: ", "))"
    }

    func warmUp() async {
        await services.observer.dms.warmUp()
        _ = try? DMSCompletionHandlerRequest(json: #"{"sweep": true}"#, receivedAt: clock.now())
    }

    func respond(to event: [UInt8], _ context: LambdaContext) async throws -> LambdaResponse {
        let scope = InvocationScope(context, clock: clock)
        let completion = try await completionCheck(scope)
        switch try Self.read(event) {
        case .queue(let messages):
            var isDone: [Bool] = []
            for message in messages {
                let answer = await handle(completion, scope, context) { (now: UTCTime) throws(InvalidRequest) in
                    try DMSCompletionHandlerRequest(json: message.body, receivedAt: now)
                }
                isDone.append(!answer.reports.contains(where: \.outcome.needsRedelivery))
            }
            guard isDone.contains(false) else { return LambdaResponse(SQSBatchResponse.allDone) }
            return LambdaResponse(try JSONPayloadCoding.encode(SQSBatchResponse(messages) { isDone[$0] }))
        case .direct(let contents):
            var reports: [CheckReport] = []
            var isAsked = false
            for content in contents {
                let answer = await handle(completion, scope, context) { (now: UTCTime) throws(InvalidRequest) in
                    try DMSCompletionHandlerRequest(content, receivedAt: now)
                }
                reports += answer.reports
                isAsked = isAsked || answer.failsUnlessPassed
            }
            let answer = try HandlerAnswer(reports, isAsked: isAsked)
            return LambdaResponse(try JSONPayloadCoding.encode(answer))
        case .batchOperations:
            throw HandlerError(malformed: "this is a job of S3 Batch Operations, which is not for DMSCompletionHandler")
        }
    }

    func dryRun(_ event: [UInt8]) async throws -> String {
        let scope = InvocationScope(requestID: "dry run", end: clock.instant() + .seconds(900), clock: clock)
        let completion = try await completionCheck(scope)
        let requests: [DMSCompletionHandlerRequest]
        switch try Self.read(event) {
        case .queue(let messages):
            requests = try messages.map { try DMSCompletionHandlerRequest(json: $0.body, receivedAt: clock.now()) }
        case .direct(let contents):
            requests = try contents.map { try DMSCompletionHandlerRequest($0, receivedAt: clock.now()) }
        case .batchOperations: requests = []
        }
        var answers: [String] = []
        for request in requests {
            switch request {
            case .ignored(let what): answers.append("\(what): it does not mean an end; nothing would be done")
            case .check(let request): answers.append(try await completion.explain(request, scope))
            case .sweep:
                for migration in completion.migrations {
                    answers.append(
                        try await completion.explain(CheckRequest(subject: .migration(migration.name)), scope)
                    )
                }
            }
        }
        return answers.joined(separator: "\n\n")
    }

    private static func read(_ event: [UInt8]) throws(HandlerError) -> EventDelivery {
        do throws(UnreadableEvent) {
            return try EventDelivery(event)
        } catch {
            throw HandlerError(malformed: error.description)
        }
    }

    /// Handles one request: a check, a sweep, or an ignored event. Logs and counts each report once.
    private func handle(
        _ completion: CompletionCheck,
        _ scope: InvocationScope,
        _ context: LambdaContext,
        _ read: (_ receivedAt: UTCTime) throws(InvalidRequest) -> DMSCompletionHandlerRequest
    ) async -> (reports: [CheckReport], failsUnlessPassed: Bool) {
        let started = clock.instant()
        let reports: [CheckReport]
        var failsUnlessPassed = false
        do throws(InvalidRequest) {
            switch try read(clock.now()) {
            case .check(let request):
                failsUnlessPassed = request.failsUnlessPassed
                reports = [await completion.check(request, scope)]
            case .sweep:
                let offset = context.requestID.utf8.reduce(0) { $0 &* 31 &+ Int($1) }
                reports = await Sweeper(completion: completion, clock: clock).sweep(scope, offset: offset)
            case .ignored(let what): reports = [CheckReport(what, .ignored, "it does not mean an end")]
            }
        } catch {
            reports = [CheckReport("-", .malformed, error.description)]
        }
        let duration = started.duration(to: clock.instant())
        for report in reports { report.write(to: context, duration: duration) }
        context.metrics.add("CheckDuration", duration / .milliseconds(1), .milliseconds)
        return (reports, failsUnlessPassed)
    }

    /// - Throws: `PlanError` with every mistake of the plan, `PlanNotFound`, `AWSError`.
    private func completionCheck(_ scope: InvocationScope) async throws -> CompletionCheck {
        CompletionCheck(
            migrations: try await plans.migrations(deadline: scope.deadline.work),
            services: services,
            recheckLimit: recheckLimit,
            clock: clock
        )
    }
}
