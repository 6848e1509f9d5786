import AWSClient
import HTTPTransport
import LambdaEvents
import LambdaRuntime
import UTCTime

/// Keeps the topics of a Kafka cluster in the state that a plan describes.
///
/// Processing of an event: ``KafkaTopicsRequest`` reads the event. ``ClusterReader`` reads the cluster, and
/// ``ClusterDifference`` compares the cluster with the plan. ``TopicApplier`` makes the changes and reads the cluster
/// again. ``ResourceHandler`` does the same for CloudFormation.
@main
struct KafkaTopics: LambdaFunction {
    static let help = FunctionHelp(
        name: "KafkaTopics",
        summary:
            "keeps the topics of a Kafka cluster as a plan wants them: creates and alters, never shrinks, never deletes unasked.",
        settings: [
            .init("PLAN", "plan: a file of plans/, without .yaml"),
            .init("PLAN_S3_URI", "instead of the zip's plans/, a folder in S3 or one file"),
            .init("KAFKA_BOOTSTRAP_SERVERS", "brokers to begin with, host:port, separated by commas"),
            .init("KAFKA_AUTHENTICATION", "IAM (default), SASL_SCRAM_512_AUTH, SASL_SCRAM_256_AUTH or NONE"),
            .init("KAFKA_SECRET_ARN", "secret with username and password, for SCRAM"),
            .init("KAFKA_TLS", "false for brokers without TLS; default true"),
            .init("ALLOW_DELETE", "true: a stack that asks for it deletes its topics with itself; default false"),
        ],
        example: """
            PLAN=example LAMBDA_TASK_ROOT=functions/KafkaTopics bootstrap --explain events/KafkaTopics/onboard.json
            """
    )

    let environment: Environment
    let clock: TimeSource
    let services: Result<TopicsServices, any Error>

    init(_ start: LambdaInitializationContext) throws { try self.init(start, clock: .system) }

    /// Creates the function with the given clock, for tests.
    ///
    /// - Throws: `InvalidSettings` inside Lambda. Outside Lambda, each invocation throws it instead.
    init(_ start: LambdaInitializationContext, clock: TimeSource) throws {
        environment = start.environment
        self.clock = clock
        services = Result { try TopicsServices(start.environment, clock: clock) }
        if start.environment["AWS_LAMBDA_RUNTIME_API"] != nil { _ = try services.get() }
    }

    func respond(to payload: [UInt8], _ context: LambdaContext) async throws -> LambdaResponse {
        let services = try services.get()
        let handler = CommandHandler(services: services, context: context)
        switch try KafkaTopicsRequest(payload) {
        case .plan(let topics): return LambdaResponse(try JSONPayloadCoding.encode(try await handler.show(topics)))
        case .apply(let topics): return LambdaResponse(try JSONPayloadCoding.encode(try await handler.apply(topics)))
        case .drift: return LambdaResponse(try JSONPayloadCoding.encode(try await DriftCheck(commands: handler).run()))
        case .onboard(let request):
            return LambdaResponse(try JSONPayloadCoding.encode(try await handler.onboard(request)))
        case .resource(let request):
            try await ResourceHandler(services: services, context: context).handle(request)
            return LambdaResponse("null".utf8)
        }
    }
}
