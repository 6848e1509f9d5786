import JSON
import LambdaRuntime
import LocalFile
import Logging
import TestSupport
import Testing

@testable import KafkaS3Sink

/// Every file in `events/KafkaS3Sink` is a test: it must come to its expectation here.
@Suite struct SampleEventTests {
    enum Expectation: Sendable {
        /// Links that name so many rows in so many files; offsets in quarantine.
        case landed(rows: Int64, files: Int, quarantined: Int)
        case answer(String)
        case error(String)
    }

    static let expectations: [String: Expectation] = [
        "debezium.json": .landed(rows: 4, files: 2, quarantined: 0),
        "debezium-schema.json": .landed(rows: 4, files: 2, quarantined: 0),
        // The delete is a row, the tombstone behind it none.
        "debezium-tombstone.json": .landed(rows: 1, files: 1, quarantined: 0),
        "dms.json": .landed(rows: 4, files: 2, quarantined: 0),
        "json.json": .landed(rows: 2, files: 2, quarantined: 0),
        "poison.json": .landed(rows: 2, files: 1, quarantined: 1),
        "gap.json": .landed(rows: 2, files: 1, quarantined: 0),
        "self-managed.json": .landed(rows: 1, files: 1, quarantined: 0),
        "status.json": .answer("Status"),
        "status-partition.json": .answer("Status"),
        "replay.json": .answer("Replayed"),
        "unknown-topic.json": .error("plan example has no topic \"cdc.dbo.nobody\""),
        "unknown-command.json": .error("KafkaS3Sink takes"),
        "offset-below-zero.json": .error("is no offset"),
    ]

    private static let root = #filePath.split(separator: "/Tests/", maxSplits: 1)[0]
    private static let folder = "\(root)/events/KafkaS3Sink"

    static let files = (try? LocalFile.names(in: folder))?.filter { $0.hasSuffix(".json") }.sorted() ?? []

    private static func function(_ url: String) throws -> KafkaS3Sink {
        let variables = [
            "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": "s", "AWS_ENDPOINT_URL": url,
            "AWS_MAX_ATTEMPTS": "1", "PLAN": "example", "LAMBDA_TASK_ROOT": "\(root)/functions/KafkaS3Sink",
        ]
        let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        return try KafkaS3Sink(LambdaInitializationContext(environment: Environment(variables), logger: silent))
    }

    private static func invoke(_ event: [UInt8], _ server: LoopbackServer) async throws -> JSONValue {
        let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let context = LambdaContext(requestID: "request", deadline: .now + .seconds(60), logger: silent)
        let response = try await function(server.url).respond(to: event, context)
        return try JSONDocument(response.bytes).root.decode(JSONValue.self)
    }

    @Test func everyFileHasItsExpectation() { #expect(Self.files == Self.expectations.keys.sorted()) }

    @Test(arguments: files) func endsAsItShould(file: String) async throws {
        let landing = Landing()
        let server = try LoopbackServer { landing.reply($0) }
        let event = try LocalFile.bytes(at: "\(Self.folder)/\(file)")
        switch try #require(Self.expectations[file]) {
        case .landed(let rows, let files, let quarantined):
            let answer = try await Self.invoke(event, server)
            #expect(answer.text() == #"{"batchItemFailures":[]}"#)
            let links = try landing.links()
            #expect(links.flatMap(\.files).reduce(0) { $0 + $1.rows } == rows)
            #expect(links.flatMap(\.files).count == files)
            #expect(links.flatMap(\.quarantined).count == quarantined)
        case .answer(let outcome):
            #expect(try await Self.invoke(event, server)["outcome"]?.string == outcome)
        case .error(let message):
            let error = await #expect(throws: (any Error).self) { try await Self.invoke(event, server) }
            #expect("\(error.map { "\($0)" } ?? "")".contains(message), "\(error.map { "\($0)" } ?? "none")")
        }
    }

    @Test(arguments: files) func aDryRunNeedsNoCredentials(file: String) async throws {
        let event = try LocalFile.bytes(at: "\(Self.folder)/\(file)")
        let variables = ["PLAN": "example", "LAMBDA_TASK_ROOT": "\(Self.root)/functions/KafkaS3Sink"]
        let function = try KafkaS3Sink(
            LambdaInitializationContext(environment: Environment(variables), logger: Logger(label: "test"))
        )
        guard case .landed(let rows, _, let quarantined)? = Self.expectations[file] else {
            await #expect(throws: (any Error).self) { try await function.dryRun(event) }
            return
        }
        let text = try await function.dryRun(event)
        let counts = text.split(separator: "\n").compactMap { line in
            line.hasSuffix(" rows") ? line.split(separator: " ").dropLast().last.flatMap { Int64($0) } : nil
        }
        #expect(counts.reduce(0, +) == rows, "\(text)")
        #expect(text.split(separator: "\n").count { $0.contains("  quarantine s3://") } == quarantined, "\(text)")
        #expect(text.contains("link under s3://example-landing/"))
    }

    @Test func aDryRunTellsOfGaps() async throws {
        let event = try LocalFile.bytes(at: "\(Self.folder)/gap.json")
        let text = try await Self.function("http://127.0.0.1:1").dryRun(event)
        #expect(text.contains("  gap: offsets 16 to 19"), "\(text)")
    }
}
