import AWSRedshiftData
import AWSClient
import LambdaRuntime
import UTCTime

/// Unloads tables and queries of Redshift to S3, on a schedule, without waiting for them.
///
/// An event's way: ``RedshiftUnloaderRequest`` says what is asked for and ``UnloadPlan`` what is to be unloaded;
/// ``RunStarter`` makes a run of it, ``RunMachine`` decides what the run needs next, ``RunDriver`` and ``ExportWorker`` do
/// it, ``DatasetPublisher`` checks and publishes, and the run's documents let the next event go on where this one ended.
@main
struct RedshiftUnloader: LambdaFunction {
    static let help = FunctionHelp(
        name: "RedshiftUnloader",
        summary: "unloads tables and queries of Amazon Redshift to S3 as a plan says, verified and published whole.",
        settings: [
            .init("STATE_TABLE", "DynamoDB table of runs and watermarks"),
            .init("STATE_RETENTION_DAYS", "days until a closed run is forgotten, 2 to 3650; 90 when not set"),
            .init("PLAN", "plan for events that name none: a file of plans/, without .yaml"),
            .init("PLAN_S3_URI", "instead of the zip's plans/, a folder in S3 or one file"),
            .init("REDSHIFT_WORKGROUP", "Serverless workgroup, for plans that name no warehouse"),
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
        ],
        example: """
            REDSHIFT_WORKGROUP=analytics REDSHIFT_DATABASE=dev UNLOAD_S3_URI=s3://example-lake/ UNLOAD_ROLE=default \
            PLAN=example LAMBDA_TASK_ROOT=functions/RedshiftUnloader \
            bootstrap --explain events/RedshiftUnloader/schedule-default.json
            """
    )

    static let cancellationMargin = Duration.seconds(1)

    let environment: Environment
    let clock: TimeSource
    /// Or why there are none: a dry run needs neither a region nor credentials nor a table.
    let services: Result<UnloaderServices, any Error>

    init(_ start: LambdaStart) throws {
        try self.init(start, clock: .system)
    }

    /// For tests, which make up the time.
    ///
    /// - Throws: `InvalidSettings` inside Lambda. Outside, an invocation throws it.
    init(_ start: LambdaStart, clock: TimeSource) throws {
        environment = start.environment
        self.clock = clock
        services = Result { try UnloaderServices(start.environment, clock: clock) }
        if start.environment["AWS_LAMBDA_RUNTIME_API"] != nil { _ = try services.get() }
    }

    func warmUp() async { await (try? services.get())?.redshift.warmUp() }

    func respond(to event: [UInt8], _ context: LambdaContext) async throws -> LambdaResponse {
        let services = try services.get()
        let reader = RedshiftUnloaderRequest.Reader(
            defaultPlan: services.settings.plan,
            statementPrefix: services.settings.statementPrefix,
            requestID: context.requestID,
            now: clock.now()
        )
        let scope = InvocationScope(context, services.state, clock: clock)
        return LambdaResponse(try LambdaJSON.encode(try await answer(try reader.read(event), services, scope)))
    }

    private func answer(
        _ request: RedshiftUnloaderRequest,
        _ services: UnloaderServices,
        _ scope: InvocationScope
    ) async throws -> UnloaderAnswer {
        let handler = UnloadRequestHandler(services: services, scope: scope)
        return switch request {
        case .start(let request, let waits): try await handler.start(request, waits: waits)
        case .statementOver(let name): try await handler.continueRun(of: name)
        case .status(let id): try await handler.status(id)
        case .cancel(let id): try await handler.cancel(id)
        case .retry(let id, let takesPresentPlan, let waits):
            try await handler.retry(id, takesPresentPlan: takesPresentPlan, waits: waits)
        case .backfill(let request): try await handler.backfill(request)
        case .pause(let id): try await handler.pause(id)
        case .resume(let id): try await handler.resume(id)
        case .sweep:
            UnloaderAnswer(
                outcome: "Swept",
                sweep: UnloaderAnswer.Sweep(try await Sweeper(services: services, scope: scope).sweep())
            )
        }
    }
}
