import AWSClient
import AWSDynamoDB
import AWSEventBridge
import AWSGlue
import AWSS3
import AWSSQS
import AWSSTS
import LambdaEvents
import LambdaRuntime

/// Copies every object that a batch of SQS messages tells of to where its route says.
///
/// An event's way: ``CopyBatch`` reads the messages (``S3Delivery``) and puts them in order, ``CopyPlan`` decides what is to
/// be done about each event, ``ObjectCopier`` does it (``MultipartCopier`` for what needs parts), ``CopyOutcome`` says what came
/// of it, ``CopyReport`` logs and counts it, ``Dispositions`` what becomes of its message, and the answer names the messages
/// that SQS must deliver again.
@main
struct S3Copier: LambdaFunction {
    static let help = FunctionHelp(
        name: "S3Copier",
        summary: "copies S3 objects to another bucket, in this region, as an SQS queue tells of their creation.",
        settings: [
            .init("TARGET_BUCKET", "bucket that receives every object under its own key"),
            .init("COPY_ROUTES", "instead of it, a JSON list of routes tried in order; see the function's README"),
            .init("COPY_CONCURRENCY", "copies at a time in one invocation, 1 to 256; 64 when not set"),
            .init("STATE_TABLE", "DynamoDB table of large copies; without it nothing is copied in parts"),
            .init("QUEUE_URL", "the queue this function reads; large copies go on through it"),
            .init("MULTIPART_THRESHOLD", "bytes above which a copy is in parts; 1 GiB when not set"),
            .init("PART_SIZE", "bytes of a part; 128 MiB when not set, more for objects over 1.3 TB"),
            .init("PARTS_PER_MESSAGE", "parts one message is about; 100 when not set"),
            .init("PRESERVE_ETAG", "true: parts are cut as the source's were; false when not set"),
            .init("DEAD_LETTER_QUEUE_URL", "where messages go at once that are given up"),
            .init(
                "ON_SOURCE_GONE, ON_DENIED, ON_TOO_LARGE, ON_LOOP, ON_UNKNOWN_BUCKET, ON_MALFORMED",
                "ack, retry or dlq; dlq when not set"
            ),
            .init("ON_THROTTLED, ON_FAILED", "ack, retry or dlq; retry when not set"),
            .init("ON_ARCHIVED", "ack, retry, dlq or restore; dlq when not set"),
            .init("RESTORE_DAYS, RESTORE_TIER", "of restore: 3, and Standard, when not set"),
            .init("SYNC_TAGS", "true: tagging events change the copy's tags; false when not set"),
            .init("MIRROR_DELETES", "markers: removals put a delete marker on the copy; none when not set"),
            .init("IGNORE_PRINCIPALS", "session names whose writes are not copied, besides this function's; or none"),
            .init(
                "CRAWLER_NAME, CRAWLER_DELAY",
                "Glue crawler to start, and seconds after the first copy of a burst; 60"
            ),
            .init("EVENT_BUS", "event bus that is told of every copy"),
        ],
        example: "TARGET_BUCKET=example-target bootstrap --event events/S3Copier/sqs-sns-object-created.json"
    )

    let settings: CopierSettings
    private let services: CopierServices

    init(_ start: LambdaStart) throws {
        try self.init(start, clock: .wall)
    }

    /// - Parameter clock: tests have one of their own.
    init(_ start: LambdaStart, clock: CopierServices.Clock) throws {
        settings = try CopierSettings(start.environment)
        services = try CopierServices(.standard { start.environment[$0] }, settings, clock)
    }

    func warmUp() async {
        await services.store.warmUp()
        let testEvent = #"{"Type":"Notification","Message":"{\"Event\":\"s3:TestEvent\",\"Bucket\":\"b\"}"}"#
        _ = try? S3Delivery(messageBody: testEvent)
    }

    func respond(to event: [UInt8], _ context: LambdaContext) async throws -> LambdaResponse {
        let copyContext = CopyContext(settings, services, context)
        switch try LambdaJSON.decode(S3CopierRequest.self, from: event) {
        case .messages(let messages):
            let failed = await BatchCopier(copyContext).process(messages)
            guard !failed.isEmpty else { return LambdaResponse(SQSBatchResponse.allDone) }
            return LambdaResponse(try LambdaJSON.encode(SQSBatchResponse(failedMessageIDs: failed)))
        case .tasks(let tasks):
            return LambdaResponse(try LambdaJSON.encode(await BatchOperationsCopier(copyContext).process(tasks)))
        case .sweep:
            return LambdaResponse(try LambdaJSON.encode(try await Sweeper(context: copyContext).sweep()))
        }
    }
}
