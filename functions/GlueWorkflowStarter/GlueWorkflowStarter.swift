import AWSClient
import AWSDynamoDB
import AWSEventBridge
import AWSGlue
import AWSStepFunctions
import JSON
import LambdaEvents
import LambdaRuntime
import StateStore
import UTCTime

/// Starts one Glue workflow run for each request, decides whether the run succeeded, and notifies Step Functions.
///
/// Processing of an event: `EventDelivery` removes the envelopes, and ``GlueWorkflowStarterRequest`` reads the event.
/// ``StartRequestHandler``, ``ExistingRunHandler`` or ``Sweeper`` handles it. ``RunRecord`` decides the next step, and
/// is written before ``RunDriver`` carries out the step. ``RunVerdict`` decides whether a run succeeded.
/// ``StarterAnswer`` is the answer to the caller and, as ``TaskCallbackResult``, to the waiting tasks.
@main
struct GlueWorkflowStarter: LambdaFunction {
    static let help = FunctionHelp(
        name: "GlueWorkflowStarter",
        summary:
            "starts a Glue workflow run for a Step Functions task, once for each request, and notifies the task of its success or failure.",
        settings: [
            .init("STATE_TABLE", "DynamoDB table with the suite's state schema; required"),
            .init(
                "CONCURRENCY_POLICY",
                "wait, join, coalesce or fail: the treatment of a request while a run is in flight; wait when not set"
            ),
            .init(
                "WAIT_LIMIT_SECONDS",
                "how long a start that Glue refuses is retried, 0 to 604800; 3600 when not set"
            ),
            .init("WINDOW_SECONDS", "how long events are collected for one coalesced run, 0 to 900; 0 when not set"),
            .init(
                "UNREACHED_NODES",
                "fail or allow: the meaning of a node that the run never reached; fail when not set"
            ),
            .init(
                "ON_FAILED",
                "keep, restart or resume: the treatment of a request whose run failed before; keep when not set"
            ),
            .init(
                "STOP_ON_ABORT",
                "true or false: whether a run is stopped when all executions that wait for it were aborted; true when not set"
            ),
            .init(
                "LOST_START_WAIT_SECONDS",
                "how long after a start whose answer was lost it may be repeated, 5 to 900; 60 when not set"
            ),
            .init("EVENT_BUS_NAME", "bus that gets an event for each run that is over; none when not set"),
            .init("STATE_RETENTION_DAYS", "how long a finished request is remembered, 1 to 3650; 90 when not set"),
        ],
        example: "AWS_REGION=us-east-1 STATE_TABLE=example bootstrap --explain events/GlueWorkflowStarter/start.json"
    )

    let services: StarterServices

    /// - Throws: `InvalidSettings` with everything that is missing or cannot be used.
    init(_ start: LambdaInitializationContext) throws {
        var reader = SettingsReader(start.environment)
        let settings = StarterSettings(&reader)
        let configuration = reader.attempt { environment in try AWSConfiguration.standard { environment[$0] } }
        try reader.finish()
        guard let configuration else { throw SettingError("AWS_REGION", found: nil, expected: "a region") }
        try self.init(settings, configuration)
    }

    /// - Parameter clock: the source of the current time; tests pass their own.
    init(_ settings: StarterSettings, _ configuration: AWSConfiguration, clock: TimeSource = .system) throws {
        services = StarterServices(
            settings: settings,
            glue: try Glue(configuration),
            stepFunctions: try StepFunctions(configuration),
            eventBridge: try EventBridge(configuration),
            state: StateStore(
                try DynamoDB(configuration),
                table: settings.table,
                retention: settings.retention,
                clock: clock
            ),
            logs: CloudWatchLogsURL(region: configuration.endpoints.region),
            clock: clock
        )
    }

    func warmUp() async {
        await services.stepFunctions.warmUp()
        let example = #"{"mode":"start","workflow":"w","dedupeKey":"k"}"#
        _ = try? GlueWorkflowStarterRequest(UnwrappedEvent(text: example), services.settings)
    }

    func respond(to event: [UInt8], _ context: LambdaContext) async throws -> LambdaResponse {
        let event = try GlueWorkflowStarterRequest.event(event)
        switch event {
        case .queue(let messages): return try await respond(to: messages, context)
        case .direct(let contents) where !contents.isEmpty: return try await respond(to: contents, context)
        case .direct, .batchOperations: throw GlueWorkflowStarterRequest.refusal(of: event)
        }
    }

    /// Handles the messages of a queue one after another. A failed message is delivered again, together with the later
    /// messages of its FIFO group.
    private func respond(to messages: [SQSMessage], _ context: LambdaContext) async throws -> LambdaResponse {
        var isDone = [Bool](repeating: false, count: messages.count)
        for chain in messages.chains {
            for place in chain {
                guard await isHandled(messages[place], context) else { break }
                isDone[place] = true
            }
        }
        return LambdaResponse(try JSONPayloadCoding.encode(SQSBatchResponse(messages) { isDone[$0] }))
    }

    private func isHandled(_ message: SQSMessage, _ context: LambdaContext) async -> Bool {
        do {
            let content = try GlueWorkflowStarterRequest.content(of: message)
            _ = try await answer(to: GlueWorkflowStarterRequest(content, services.settings), context)
            return true
        } catch {
            var report = OutcomeReport(StartOutcome.messageFailed, subject: message.messageID, error: error)
            report.add("messageId", message.messageID)
            report.write(to: context)
            return false
        }
    }

    /// Handles one event, or all events that a pipe delivers together. For a pipe's events the answer is a list. A
    /// failed event does not stop the others, but the first error becomes the answer.
    private func respond(to contents: [UnwrappedEvent], _ context: LambdaContext) async throws -> LambdaResponse {
        var answers: [[UInt8]] = []
        var failure: (any Error)?
        for content in contents {
            do {
                answers.append(try await answer(to: GlueWorkflowStarterRequest(content, services.settings), context))
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        if contents.count == 1, let answer = answers.first { return LambdaResponse(answer) }
        return LambdaResponse(try JSONPayloadCoding.encode(answers.map { try JSONValue(parsing: $0) }))
    }

    /// Passes a request to the handler for its kind, and encodes the handler's answer.
    private func answer(to request: GlueWorkflowStarterRequest, _ context: LambdaContext) async throws -> [UInt8] {
        let scope = InvocationScope(services, context)
        switch request {
        case .start(let request):
            return try JSONPayloadCoding.encode(await StartRequestHandler(scope: scope).start(request))
        case .check(let reference, let policy, let failOnError):
            let handler = ExistingRunHandler(scope: scope)
            return try JSONPayloadCoding.encode(await handler.check(reference, policy, failOnError: failOnError))
        case .stop(let reference):
            return try JSONPayloadCoding.encode(await ExistingRunHandler(scope: scope).stop(reference))
        case .sweep: return try JSONPayloadCoding.encode(await Sweeper(scope: scope).sweep())
        case .nodeChanged(let name): return try JSONPayloadCoding.encode(await Sweeper(scope: scope).wake(node: name))
        }
    }
}
