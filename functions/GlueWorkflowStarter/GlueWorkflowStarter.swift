import AWSClient
import AWSDynamoDB
import AWSGlue
import AWSStepFunctions
import LambdaRuntime
import UTCTime

/// Starts Glue workflow runs, one a trigger, and tells Step Functions what came of them.
///
/// An event's way: ``StarterRequest`` reads it, ``StarterInvocation`` carries it out and does all I/O, ``RunRecord`` says what
/// is to be done next and is written down before it is done, ``RunVerdict`` decides whether a run succeeded, ``RunAnswer``
/// says so to the caller and, as ``TaskMessage``, to who waits.
@main
struct GlueWorkflowStarter: LambdaFunction {
    static let help = FunctionHelp(
        name: "GlueWorkflowStarter",
        summary:
            "starts a Glue workflow run for a Step Functions task, once for each trigger, and tells the task whether it succeeded.",
        settings: [
            .init("TABLE_NAME", "DynamoDB table with keys pk and sk; required"),
            .init(
                "CONCURRENCY_POLICY",
                "wait, join, coalesce or fail: what becomes of a trigger while a run is in flight; wait when not set"
            ),
            .init(
                "WAIT_LIMIT_SECONDS",
                "how long a start that Glue refuses is tried again, 0 to 604800; 3600 when not set"
            ),
            .init("WINDOW_SECONDS", "how long events are collected for one coalesced run, 0 to 900; 0 when not set"),
            .init("UNREACHED_NODES", "fail or allow: what a node that the run never reached means; fail when not set"),
            .init(
                "STOP_ON_ABORT",
                "true or false: whether a run is stopped when all executions that wait for it were aborted; true when not set"
            ),
            .init(
                "START_SETTLE_SECONDS",
                "how long after a start whose answer was lost it may be tried again, 5 to 900; 60 when not set"
            ),
            .init("DEDUPE_DAYS", "how long a trigger is remembered, 1 to 3650; 90 when not set"),
        ],
        example: "TABLE_NAME=example-starter bootstrap --explain events/GlueWorkflowStarter/start.json"
    )

    private let services: StarterServices

    init(_ start: LambdaStart) throws {
        let settings = try StarterSettings(start.environment)
        try self.init(settings, .standard { start.environment[$0] })
    }

    /// - Parameter clock: tells the time; another one in tests.
    init(
        _ settings: StarterSettings,
        _ configuration: AWSConfiguration,
        clock: @escaping @Sendable () -> UTCTime = { .now() }
    ) throws {
        services = StarterServices(
            settings: settings,
            glue: try Glue(configuration),
            tasks: try StepFunctions(configuration),
            database: try DynamoDB(configuration),
            links: LogLink(region: configuration.endpoints.region),
            clock: clock
        )
    }

    func warmUp() async {
        await services.tasks.warmUp()
        _ = try? StarterRequest(Array(#"{"mode":"start","workflow":"w","dedupeKey":"k"}"#.utf8), services.settings)
    }

    func respond(to event: [UInt8], _ context: LambdaContext) async throws -> LambdaResponse {
        let request = try StarterRequest(event, services.settings)
        switch try await StarterInvocation(services, context).perform(request) {
        case .run(let answer): return LambdaResponse(try LambdaJSON.encode(answer))
        case .counts(let counts): return LambdaResponse(try LambdaJSON.encode(counts))
        }
    }
}

extension GlueWorkflowStarter: DryRunnable {
    func dryRun(_ event: [UInt8]) async throws -> String {
        switch try StarterRequest(event, services.settings) {
        case .start(let trigger): return trigger.explanation(table: services.settings.table)
        case .check(let reference, _, _): return "would ask how \(reference.explanation) is"
        case .stop(let reference): return "would stop \(reference.explanation)"
        case .sweep: return "would look after every open run and queue in table \(services.settings.table)"
        case .nodeChanged(let name): return "would check the open runs that \(name) may belong to"
        }
    }
}
