import AWSClient
import AWSRedshiftData
import LambdaEvents
import LambdaRuntime
import UTCTime

/// Loads files from S3 into Redshift as a plan says.
///
/// The path of an event: ``RedshiftLoaderRequest`` describes the request. ``LoadAssembler`` accepts files, and groups
/// them into loads when the load window opens. ``LaneMachine`` decides the next step of a lane, and ``LaneDriver``
/// carries the step out, for every kind of event.
@main
struct RedshiftLoader: LambdaFunction {
    static let help = FunctionHelp(
        name: "RedshiftLoader",
        summary:
            "loads files from S3 into Amazon Redshift as a plan says: once each, in any order, proved in the warehouse.",
        settings: [
            .init("STATE_TABLE", "DynamoDB table of lanes, loads and waiting files"),
            .init("STATE_RETENTION_DAYS", "days until a closed load is forgotten, 2 to 3650; 90 when not set"),
            .init("PLAN", "plan for events that name none: a file of plans/, without .yaml"),
            .init("PLAN_S3_URI", "instead of the zip's plans/, a folder in S3 or one file"),
            .init("REDSHIFT_WORKGROUP", "Serverless workgroup, for plans that name no warehouse"),
            .init("REDSHIFT_CLUSTER", "instead of it, a cluster's identifier"),
            .init("REDSHIFT_DATABASE", "database, for plans that name none"),
            .init("REDSHIFT_DB_USER", "database user; clusters only"),
            .init("REDSHIFT_SECRET_ARN", "secret with the database user's credentials; else the IAM identity"),
            .init("LOAD_ROLE", "role, or chain of roles, that Redshift reads S3 with; or default"),
            .init("MANIFEST_S3_URI", "s3://bucket/prefix/ that the manifests of COPY are written under"),
            .init("EVENT_BUS_NAME", "bus that gets an event for each load that is over; none when not set"),
            .init("STATEMENT_PREFIX", "beginning of statements' names; redshift-loader when not set"),
        ],
        example: """
            REDSHIFT_WORKGROUP=analytics REDSHIFT_DATABASE=dev LOAD_ROLE=default \
            PLAN=retail LAMBDA_TASK_ROOT=functions/RedshiftLoader \
            bootstrap --explain events/RedshiftLoader/load-files.json
            """
    )

    static let cancellationMargin = Duration.seconds(1)

    let environment: Environment
    let clock: TimeSource
    /// The services, or the error that occurred at their creation. A dry run ignores the error: it needs no region, no
    /// credentials and no table.
    let services: Result<LoaderServices, any Error>

    init(_ start: LambdaInitializationContext) throws { try self.init(start, clock: .system) }

    /// Makes the function with a clock of the caller, for tests.
    ///
    /// - Throws: `InvalidSettings` inside Lambda. Outside Lambda, an invocation throws the error instead.
    init(_ start: LambdaInitializationContext, clock: TimeSource) throws {
        environment = start.environment
        self.clock = clock
        services = try start.services { try LoaderServices($0, clock: clock) }
    }

    func warmUp() async { await (try? services.get())?.redshift.warmUp() }

    func respond(to payload: [UInt8], _ context: LambdaContext) async throws -> LambdaResponse {
        let services = try services.get()
        let event = try RedshiftLoaderRequest.Reader(statementPrefix: services.settings.statementPrefix).read(payload)
        let scope = InvocationScope(context, services.state, clock: clock)
        let handler = RequestHandler(services: services, scope: scope)
        if let messages = event.messages {
            return LambdaResponse(
                try JSONPayloadCoding.encode(try await QueueHandler(handler: handler).answer(event, messages))
            )
        }
        return LambdaResponse(try JSONPayloadCoding.encode(try await answer(event.requests, handler)))
    }

    private func answer(_ requests: [RedshiftLoaderRequest], _ handler: RequestHandler) async throws -> LoaderAnswer {
        let objects = requests.compactMap { if case .object(let file) = $0 { file } else { nil } }
        let taken = try await handler.take(objects)
        let loads = LoadCommandHandler(services: handler.services, scope: handler.scope)
        var answer = LoaderAnswer(outcome: "Done", files: objects.isEmpty ? nil : taken)
        for request in requests {
            switch request {
            case .object, .nothing: break
            case .load(let request):
                answer = try await handler.load(request)
            case .batchOver(let name): try await handler.continueLane(of: name)
            case .status(let id): answer = try await loads.status(id)
            case .tableStatus(let name, let table):
                let plan = try await handler.plan(name)
                let reporter = ContinuousIngestionReporter(services: handler.services, scope: handler.scope, plan: plan)
                answer = try await reporter.report(table)
            case .cancel(let id): answer = try await loads.cancel(id)
            case .retry(let id): answer = try await loads.retry(id)
            case .backfill(let request):
                answer = try await Backfiller(services: handler.services, scope: handler.scope).begin(request)
            case .backfillStatus(let id):
                answer = try await Backfiller(services: handler.services, scope: handler.scope).status(id)
            case .reload(let request):
                answer = try await Reloader(services: handler.services, scope: handler.scope).reload(request)
            case .migrate(let request):
                let plan = try await handler.plan(request.plan)
                let migrator = Migrator(services: handler.services, scope: handler.scope, plan: plan)
                answer = try await migrator.answer(request)
            case .freshness(let plan): answer = try await handler.freshness(of: plan)
            case .sweep:
                let sweeper = Sweeper(services: handler.services, scope: handler.scope)
                answer = LoaderAnswer(outcome: "Swept", sweep: try await sweeper.sweep())
            }
        }
        return answer
    }
}
