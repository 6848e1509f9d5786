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

/// Copies every object that a batch of SQS messages tells of to where its route says.
///
/// An event's way: ``CopyBatch`` reads the messages and puts them in order, ``CopyPlan`` decides what is to
/// be done about each event, ``ObjectCopier`` does it (``MultipartCopier`` for what needs parts), ``CopyOutcome`` says what came
/// of it, ``CopyReport`` logs and counts it, ``Dispositions`` what becomes of its message, and the answer names the messages
/// that SQS must deliver again.
@main
struct S3Copier: LambdaFunction {
    static let help = FunctionHelp(
        name: "S3Copier",
        summary: "copies S3 objects to another bucket, in this region, as an SQS queue tells of their creation.",
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
            .init("QUEUE_URL", "the queue this function reads; copies in parts go on through it"),
            .init("DEAD_LETTER_QUEUE_URL", "where messages go at once that are given up"),
            .init("CRAWLER_NAME", "Glue crawler to start after copies, unless the plan names one"),
            .init("EVENT_BUS_NAME", "event bus that is notified of every copy, unless the plan names one"),
        ],
        example: "TARGET_BUCKET=example-target bootstrap --event events/S3Copier/sqs-sns-object-created.json"
    )

    let plan: PlanSource
    private let services: CopierServices

    init(_ start: LambdaStart) throws {
        try self.init(start, clock: .system, plan: nil)
    }

    /// - Parameters:
    ///   - clock: tests have one of their own.
    ///   - plan: in place of the one the environment names, for tests.
    init(_ start: LambdaStart, clock: TimeSource, plan: CopierPlan?) throws {
        let environment = start.environment
        services = try CopierServices(
            .standard { environment[$0] },
            concurrency: try CopierSettings.concurrency(environment),
            clock
        )
        self.plan =
            if let plan {
                try PlanSource(environment, plan)
            } else {
                try PlanSource(environment, objects: services.store)
            }
    }

    func warmUp() async {
        await services.store.warmUp()
        let testEvent = #"{"Type":"Notification","Message":"{\"Event\":\"s3:TestEvent\",\"Bucket\":\"b\"}"}"#
        _ = try? EventContent(text: testEvent)
    }

    func respond(to event: [UInt8], _ context: LambdaContext) async throws -> LambdaResponse {
        let settings = try await plan.settings(deadline: context.deadline)
        let copyContext = CopyContext(settings, services, context)
        switch try S3CopierRequest(event) {
        case .messages(let messages):
            let failed = await BatchCopier(copyContext).process(messages)
            guard !failed.isEmpty else { return LambdaResponse(SQSBatchResponse.allDone) }
            return LambdaResponse(try LambdaJSON.encode(SQSBatchResponse(failedMessageIDs: failed)))
        case .events(let works):
            try await DirectCopier(context: copyContext).process(works)
            return LambdaResponse([UInt8]("{}".utf8))
        case .tasks(let tasks):
            return LambdaResponse(try LambdaJSON.encode(await BatchOperationsCopier(copyContext).process(tasks)))
        case .sweep:
            return LambdaResponse(try LambdaJSON.encode(try await Sweeper(context: copyContext).sweep()))
        }
    }
}

extension S3Copier: PlanValidating {
    static func validate(_ plan: [UInt8], file: String) throws -> String {
        let read = try PlanDocument(plan, file: file).read { CopierPlan($0) }
        return "\(file) is a valid plan: \(read.routes.count) route\(read.routes.count == 1 ? "" : "s")"
    }
}
