import AWSClient
import AWSDynamoDB
import AWSEventBridge
import AWSGlue
import AWSS3
import AWSSQS
import AWSSTS
import LambdaEvents
import LambdaRuntime
import PlanFile
import UTCTime

/// Copies the object of each S3 event to the target of the first route that accepts the object.
///
/// The path of an event: ``S3CopierRequest`` reads it, ``CopyDecision`` decides, ``CopyDriver`` carries out the
/// decision (``MultipartCopyDriver`` for copies in parts), ``CopyOutcome`` is the result, ``CopyReport`` logs and
/// counts it, ``MessageDispositionPolicy`` decides about the event's message, and ``CopierAnswer`` names the messages
/// that SQS must deliver again.
@main
struct S3Copier: LambdaFunction {
    static let help = FunctionHelp(
        name: "S3Copier",
        summary: "copies S3 objects to another bucket, in this region, when S3 notifies that they were created.",
        settings: [
            .init("TARGET_BUCKET", "bucket that receives every object under its own key, where no plan has routes"),
            .init("PLAN", "name of a plan in the zip's folder plans/: routes, outcomes, what follows a copy"),
            .init("PLAN_S3_URI", "where plans are, instead of the zip: s3://bucket/folder/ or s3://bucket/plan.yaml"),
            .init("COPY_CONCURRENCY", "copies at a time in one invocation, 1 to 256; 64 when not set"),
            .init("STATE_TABLE", "DynamoDB table of copies in parts; without it nothing is copied in parts"),
            .init(
                "STATE_RETENTION_DAYS",
                "days that records of finished copies in parts are kept, 15 to 3650; 15 when not set"
            ),
            .init("QUEUE_URL", "the queue this function reads; copies in parts continue through it"),
            .init("DEAD_LETTER_QUEUE_URL", "where messages go at once that are given up"),
            .init("CRAWLER_NAME", "Glue crawler to start after copies, unless the plan names one"),
            .init("EVENT_BUS_NAME", "event bus that gets an event for every copy, unless the plan names one"),
        ],
        example: "TARGET_BUCKET=example-target bootstrap --event events/S3Copier/sqs-sns-object-created.json"
    )

    let plans: PlanSource
    /// The clients of the AWS services, or the error that occurred when they were made. A dry run needs neither a
    /// region nor credentials.
    let services: Result<CopierServices, any Error>

    init(_ start: LambdaInitializationContext) async throws {
        try await self.init(start, clock: .system)
    }

    /// - Parameters:
    ///   - clock: the time source; tests have their own.
    ///   - plan: replaces the plan that the environment names, for tests.
    /// - Throws: `InvalidSettings` with every mistake in the settings and in a plan in the zip.
    init(_ start: LambdaInitializationContext, clock: TimeSource, plan: CopierPlan? = nil) async throws {
        var reader = SettingsReader(start.environment)
        var known = reader
        let concurrency = CopierSettings.concurrency(&known)
        let services = Result { try CopierServices(start.environment, concurrency: concurrency, clock) }
        if start.environment["AWS_LAMBDA_RUNTIME_API"] != nil { _ = reader.attempt { _ in try services.get() } }
        plans = await PlanSource(&reader, objects: try? services.get().store, plan: plan)
        self.services = services
        try reader.finish()
    }

    func warmUp() async {
        await (try? services.get())?.store.warmUp()
        let testEvent = #"{"Type":"Notification","Message":"{\"Event\":\"s3:TestEvent\",\"Bucket\":\"b\"}"}"#
        _ = try? UnwrappedEvent(text: testEvent)
    }

    func respond(to event: [UInt8], _ context: LambdaContext) async throws -> LambdaResponse {
        let services = try services.get()
        let scope = InvocationScope(try await plans.settings(deadline: context.deadline), services, context)
        return try await answer(try S3CopierRequest(event), scope).response()
    }

    /// Answers a request. This is the only place that distinguishes the ways of invocation.
    private func answer(_ request: S3CopierRequest, _ scope: InvocationScope) async throws -> CopierAnswer {
        switch request {
        case .messages(let messages): return .messages(failed: await MessageBatchCopier(scope).process(messages))
        case .events(let works):
            try await DirectInvocationCopier(scope: scope).process(works)
            return .events
        case .tasks(let tasks): return .tasks(await BatchOperationsCopier(scope).process(tasks))
        case .sweep: return .sweep(try await Sweeper(scope: scope).sweep())
        }
    }
}

extension S3Copier: PlanValidating {
    static func validate(_ plan: [UInt8], file: String) throws -> String {
        let read = try PlanDocument(plan, file: file).read { CopierPlan($0) }
        return "\(file) is a valid plan: \(read.routes.count) route\(read.routes.count == 1 ? "" : "s")"
    }
}
