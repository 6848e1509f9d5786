import AWSDynamoDB
import AWSRedshiftData
import AWSS3
import LambdaEvents
import LambdaRuntime
import Logging
import UTCTime

/// Unloads tables and queries of Redshift to S3, on a schedule, without waiting for them.
///
/// An event's way: ``RequestReader`` says what is asked for, ``UnloadPlan`` what is to be unloaded; ``RunStarter`` makes a
/// run of it, ``RunMachine`` decides what the run needs next, ``RunDriver`` and ``ExportWorker`` do it, ``DatasetPublisher``
/// checks and publishes, and the run's items in the ``StateTable`` let the next event go on where this one ended.
@main
struct RedshiftUnloader: LambdaFunction, DryRunnable {
    static let help = FunctionHelp(
        name: "RedshiftUnloader",
        summary: "unloads tables and queries of Amazon Redshift to S3 as a plan says, verified and published whole.",
        settings: [
            .init("STATE_TABLE", "DynamoDB table of runs and watermarks"),
            .init("PLAN", "plan for events that name none: a file of plans/, without .json"),
            .init("PLAN_S3_URI", "instead of the zip's plans/, a folder in S3 or one file"),
            .init("REDSHIFT_WORKGROUP", "Serverless workgroup, for plans that name no target"),
            .init("REDSHIFT_CLUSTER", "instead of it, a cluster's identifier"),
            .init("REDSHIFT_DATABASE", "database, for plans that name none"),
            .init("REDSHIFT_DB_USER", "database user; clusters only"),
            .init("REDSHIFT_SECRET_ARN", "secret with the database user's credentials; else the IAM identity"),
            .init("UNLOAD_S3_URI", "s3://bucket/prefix/ that a plan's relative \"to\" is under"),
            .init("UNLOAD_ROLE", "role, or chain of roles, that Redshift writes with; or default"),
            .init("STATEMENT_PREFIX", "beginning of statements' names; redshift-unloader when not set"),
            .init("MAX_STATEMENTS", "statements of a run at a time, 1 to 200; 10 when not set"),
            .init("WAIT_FOR_STATEMENTS", "true: wait inside the invocation; false when not set"),
            .init("WAIT_MARGIN_SECONDS", "the waiting ends so long before the deadline, 2 to 300; 10 when not set"),
            .init("LONG_POLLING", "true: use WaitTimeSeconds where the service has it; false when not set"),
            .init("STATE_DAYS", "days until a run is forgotten, 2 to 3650; 90 when not set"),
        ],
        example:
            "STATE_TABLE=none PLAN=example UNLOAD_S3_URI=s3://example-lake/ bootstrap --explain events/RedshiftUnloader/schedule-default.json"
    )

    static let cancellationMargin = Duration.seconds(1)

    private let services: UnloaderServices

    init(_ start: LambdaStart) throws {
        try self.init(start, clock: .system)
    }

    /// For tests, which make up the time.
    init(_ start: LambdaStart, clock: UnloaderClock) throws {
        let settings = try UnloaderSettings(start.environment)
        services = try UnloaderServices(settings, start.environment, clock: clock)
    }

    func warmUp() async {
        await services.redshift.warmUp()
        _ = try? LambdaJSON.decode(JSONValue.self, from: Array(#"{"plan":"warm-up"}"#.utf8))
    }

    func respond(to event: [UInt8], _ context: LambdaContext) async throws -> LambdaResponse {
        let request = try reader(requestID: context.requestID).read(event)
        let desk = UnloadDesk(services: services, invocation: Invocation(context: context))
        return LambdaResponse(try LambdaJSON.encode(try await desk.answer(request)))
    }

    /// The statements that the event would have submitted. For a watermark as if there had been no run yet.
    func dryRun(_ event: [UInt8]) async throws -> String {
        guard case .start(let request, _) = try reader(requestID: "dry-run").read(event) else {
            throw InvalidRequest("only an event that starts a run has statements to show")
        }
        let plan = try await services.plans.plan(request.plan)
        return StatementPreview(plan: plan, request: request).text
    }

    private func reader(requestID: String) -> RequestReader {
        RequestReader(
            defaultPlan: services.settings.plan,
            statementPrefix: services.settings.statementPrefix,
            requestID: requestID,
            now: services.clock.now()
        )
    }
}
