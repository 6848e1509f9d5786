import AWSClient
import AWSServices
import LambdaEvents
import LambdaRuntime

/// Copies every object that a batch of SQS messages tells of to where its route says.
///
/// An event's way: ``CopyBatch`` reads the messages (``S3Delivery``) and puts them in order, ``CopyPlan`` decides what is to
/// be done about each event, ``BatchCopier`` does it, ``CopyOutcome`` says what came of it, ``CopyReport`` logs and counts
/// it, and the answer names the messages that SQS must deliver again.
@main
struct S3Copier: LambdaFunction {
    static let manual = FunctionManual(
        name: "S3Copier",
        summary: "copies S3 objects to another bucket, in this region, as an SQS queue tells of their creation.",
        settings: [
            .init("TARGET_BUCKET", "bucket that receives every object under its own key"),
            .init(
                "COPY_ROUTES",
                #"instead of it, a JSON list tried in order: [{"sourceBucket", "prefix", "suffix", "targetBucket", "targetKey"}]"#
            ),
            .init("COPY_CONCURRENCY", "copies at a time in one invocation, 1 to 256; 64 when not set"),
            .init("ON_SOURCE_GONE", "ack or dlq: what becomes of an object deleted before its copy; dlq when not set"),
        ],
        example: "TARGET_BUCKET=example-target bootstrap --event events/S3Copier/sqs-sns-object-created.json"
    )

    private let copier: BatchCopier

    init(_ start: LambdaStart) throws {
        let settings = try CopierSettings(start.environment)
        copier = BatchCopier(settings: settings, store: try S3(.standard { start.environment[$0] }))
    }

    func warmUp() async {
        await copier.store.warmUp()
        let testEvent = #"{"Type":"Notification","Message":"{\"Event\":\"s3:TestEvent\",\"Bucket\":\"b\"}"}"#
        _ = try? S3Delivery(messageBody: testEvent)
    }

    func respond(to event: [UInt8], _ context: LambdaContext) async throws -> LambdaResponse {
        let batch = try LambdaEvent.decode(SQSEvent.self, from: event)
        let failed = await copier.process(batch.messages, context)
        guard !failed.isEmpty else { return LambdaResponse(SQSBatchResponse.allDone) }
        return LambdaResponse(try LambdaEvent.encode(SQSBatchResponse(failedMessageIDs: failed)))
    }
}
