import AWSRedshiftData
import AWSClient
import LambdaEvents
import LambdaRuntime
import UTCTime

/// Unloads tables and query results from Redshift to S3, on a schedule. An invocation waits for the statements
/// to end only if `WAIT_FOR_STATEMENTS` or the event asks for it.
///
/// The path of an event: `EventDelivery` removes the envelopes, ``RedshiftUnloaderRequest`` reads the request, and
/// ``UnloadRequestHandler`` carries it out. ``UnloadPlan`` lists the exports, and ``RunStarter`` creates a run of them.
/// ``RunMachine`` decides the run's next step, ``RunDriver`` and ``ExportStepRunner`` carry it out, and
/// ``DatasetPublisher`` verifies and publishes the files. The run's documents in the state table let the next event
/// continue where this one ended.
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
    /// The services, or the error that occurred when they were made. A dry run needs no region, no credentials and no
    /// table.
    let services: Result<UnloaderServices, any Error>

    init(_ start: LambdaInitializationContext) throws {
        try self.init(start, clock: .system)
    }

    /// Makes the function with a clock that a test may choose.
    ///
    /// - Throws: `InvalidSettings` inside Lambda. Outside Lambda, an invocation throws it.
    init(_ start: LambdaInitializationContext, clock: TimeSource) throws {
        environment = start.environment
        self.clock = clock
        services = try start.services { try UnloaderServices($0, clock: clock) }
    }

    func warmUp() async { await (try? services.get())?.redshift.warmUp() }

    func respond(to event: [UInt8], _ context: LambdaContext) async throws -> LambdaResponse {
        let services = try services.get()
        let defaults = RequestDefaults(
            plan: services.settings.plan,
            statementPrefix: services.settings.statementPrefix,
            requestID: context.requestID,
            now: clock.now()
        )
        let scope = InvocationScope(context, services.state, clock: clock)
        switch try Self.read(event) {
        case .queue(let messages):
            let response = await MessageBatchHandler(messages: messages, scope: scope).handle { message in
                let content = try Self.content(of: message)
                let request = try RedshiftUnloaderRequest(content, defaults.identified(by: message.messageID))
                _ = try await answer(request, services, scope)
            }
            return LambdaResponse(try JSONPayloadCoding.encode(response))
        case .direct(let contents):
            let requests = try Self.requests(contents, defaults)
            if requests.count == 1 {
                return LambdaResponse(try JSONPayloadCoding.encode(try await answer(requests[0], services, scope)))
            }
            var answers: [UnloaderAnswer] = []
            for request in requests { answers.append(try await answer(request, services, scope)) }
            return LambdaResponse(try JSONPayloadCoding.encode(["answers": answers]))
        case .batchOperations:
            throw InvalidRequest("this is a job of S3 Batch Operations, which is not for RedshiftUnloader")
        }
    }

    static func read(_ event: [UInt8]) throws(InvalidRequest) -> EventDelivery {
        do throws(UnreadableEvent) { return try EventDelivery(event) } catch { throw InvalidRequest(error.reason) }
    }

    private static func content(of message: SQSMessage) throws(InvalidRequest) -> UnwrappedEvent {
        do throws(UnreadableEvent) { return try message.content() } catch { throw InvalidRequest(error.reason) }
    }

    /// Reads all requests of an event before any of them is carried out. An invalid second request would otherwise
    /// cause a redelivery, which repeats the first request.
    static func requests(
        _ contents: [UnwrappedEvent],
        _ defaults: RequestDefaults
    ) throws(InvalidRequest) -> [RedshiftUnloaderRequest] {
        guard !contents.isEmpty else { throw InvalidRequest("the event is an empty list") }
        var requests: [RedshiftUnloaderRequest] = []
        for (index, content) in contents.enumerated() {
            let id = index == 0 ? defaults.requestID : "\(defaults.requestID)-\(index)"
            requests.append(try RedshiftUnloaderRequest(content, defaults.identified(by: id)))
        }
        return requests
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
