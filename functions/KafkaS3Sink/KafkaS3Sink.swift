import AWSClient
import LambdaEvents
import LambdaRuntime
import UTCTime

/// Lands the records of Kafka topics in S3. No offset is in two of the files that commit links name.
///
/// The steps for a batch: ``KafkaS3SinkRequest`` reads it, and ``PartitionBatch`` makes rows of each partition's
/// records. ``CommitMachine`` decides which request adds them to the partition's commit chain, and ``CommitDriver``
/// makes it. A command reads the chains (``StatusReporter``) or fills their gaps from the failure destination
/// (``FailedBatchReplayer``).
@main
struct KafkaS3Sink: LambdaFunction {
    static let help = FunctionHelp(
        name: "KafkaS3Sink",
        summary:
            "lands the records of Kafka topics in S3 as Parquet: every offset in exactly one file, without a coordinator.",
        settings: [
            .init("PLAN", "plan: a file of plans/, without .yaml"),
            .init("PLAN_S3_URI", "instead of the zip's plans/, a folder in S3 or one file"),
        ],
        example: """
            PLAN=example LAMBDA_TASK_ROOT=functions/KafkaS3Sink bootstrap --explain events/KafkaS3Sink/debezium.json
            """
    )

    /// The maximum number of a batch's partitions that are landed at the same time.
    private static let partitionsAtOnce = 8

    let environment: Environment
    let clock: TimeSource
    let services: Result<SinkServices, any Error>

    init(_ start: LambdaInitializationContext) throws { try self.init(start, clock: .system) }

    /// Makes the function with a given clock, for tests.
    ///
    /// - Throws: `InvalidSettings` inside Lambda. Outside, an invocation throws it.
    init(_ start: LambdaInitializationContext, clock: TimeSource) throws {
        environment = start.environment
        self.clock = clock
        services = try start.services { try SinkServices($0, clock: clock) }
    }

    func respond(to payload: [UInt8], _ context: LambdaContext) async throws -> LambdaResponse {
        let services = try services.get()
        switch try KafkaS3SinkRequest(payload) {
        case .land(let batch):
            let handler = BatchHandler(services: services, context: context)
            return LambdaResponse(
                try JSONPayloadCoding.encode(try await handler.land(batch, atOnce: Self.partitionsAtOnce))
            )
        case .status(let request):
            let reporter = StatusReporter(services: services, context: context)
            return LambdaResponse(try JSONPayloadCoding.encode(try await reporter.report(request)))
        case .replay(let places):
            let replayer = FailedBatchReplayer(services: services, context: context)
            return LambdaResponse(try JSONPayloadCoding.encode(try await replayer.replay(places)))
        }
    }
}
