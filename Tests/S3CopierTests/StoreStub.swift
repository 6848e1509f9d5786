import FoundationEssentials
import LambdaEvents
import LambdaRuntime
import Logging
import TestSupport
import UTCTime
import Synchronization

@testable import S3Copier

/// An S3 that copies everything, but for keys with an answer of their own, and a function that uses it.
struct StoreStub {
    let server: LoopbackServer
    let function: S3Copier

    init(
        _ variables: [String: String] = ["TARGET_BUCKET": "example-target"],
        _ reply: (@Sendable (String) -> LoopbackServer.Reply?)? = nil
    ) async throws {
        server = try LoopbackServer { request in
            if let special = reply?(request.target) { return special }
            if request.method == "HEAD" { return .status(200, headers: ["ETag: \"e\"", "Content-Length: 5"]) }
            return .status(200, body: "<CopyObjectResult><ETag>\"e\"</ETag></CopyObjectResult>")
        }
        var all = [
            "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": "s",
            "AWS_ENDPOINT_URL": server.url, "AWS_MAX_ATTEMPTS": "1",
        ]
        all.merge(variables) { _, new in new }
        let plan = TestPlan(all)
        let start = LambdaInitializationContext(
            environment: Environment(plan.environment),
            logger: Logger(label: "test")
        )
        function = try await S3Copier(start, clock: .system, plan: plan.read())
    }

    struct Answer: Decodable {
        struct Failure: Decodable { let itemIdentifier: String }
        let batchItemFailures: [Failure]
    }

    /// Runs one batch.
    ///
    /// - Returns: the ids of the messages that failed, and the log's lines.
    func run(_ event: [UInt8], timeout: Duration = .seconds(60)) async throws -> (failed: [String], log: [String]) {
        let lines = Mutex<[String]>([])
        let output = LineOutput { bytes in lines.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) } }
        let handler = LambdaLogHandler(LogConfiguration(format: .json, level: .debug), output: output)
        let context = LambdaContext(
            requestID: "r",
            deadline: .now + timeout,
            logger: Logger(label: "test") { _ in handler }
        )
        let response = try await function.respond(to: event, context)
        let answer = try JSONDecoder().decode(Answer.self, from: Data(response.bytes))
        return (answer.batchItemFailures.map(\.itemIdentifier), lines.withLock { $0 })
    }
}

extension StoreStub {
    /// A batch of messages with one record each; ids are the keys.
    static func batch(_ keys: [String], fifoGroups: [String]? = nil) throws -> [UInt8] {
        struct Message: Encodable {
            let messageId: String
            let body: String
            let eventSourceARN: String
            let attributes: [String: String]
        }
        let messages = keys.enumerated().map { index, key in
            Message(
                messageId: key,
                body:
                    #"{"Records":[{"eventVersion":"2.1","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"example-source"},"#
                    + #""object":{"key":"\#(key)","size":5,"eTag":"e"}}}]}"#,
                eventSourceARN: fifoGroups == nil ? "queue" : "queue.fifo",
                attributes: fifoGroups.map { ["MessageGroupId": $0[index]] } ?? [:]
            )
        }
        return Array(try JSONEncoder().encode(["Records": messages]))
    }
}
