import LambdaRuntime
import LocalFile
import Logging
import Testing

@testable import KafkaTopics

/// Every file in `events/KafkaTopics` is a test: its dry run must come to its expectation here. `local/tests/kafka` runs the commands.
@Suite struct SampleEventTests {
    /// A part of the dry run's text, or of its error.
    static let expectations: [String: (text: String?, error: String?)] = [
        "plan.json": ("cdc.dbo.orders: create with 12 partitions, replication 3", nil),
        "apply.json": ("plan example, 3 topics", nil),
        "apply-topic.json": ("plan example, 1 topics", nil),
        "drift.json": ("plan example, 3 topics", nil),
        "schedule.json": ("plan example, 3 topics", nil),
        "onboard.json": ("cdc.dbo.returns: {to: \"s3://example-landing/${topic}/\"", nil),
        "resource-create.json": ("plan inline, 1 topics", nil),
        "resource-delete.json": ("plan inline, 1 topics", nil),
        "unknown-topic.json": (nil, "plan example has no topic cdc.dbo.nobody"),
        "unknown-command.json": (nil, "KafkaTopics takes"),
    ]

    private static let root = #filePath.split(separator: "/Tests/", maxSplits: 1)[0]
    private static let folder = "\(root)/events/KafkaTopics"

    static let files = (try? LocalFile.names(in: folder))?.filter { $0.hasSuffix(".json") }.sorted() ?? []

    @Test func everyFileHasItsExpectation() { #expect(Self.files == Self.expectations.keys.sorted()) }

    @Test(arguments: files) func isExplainedWithoutACluster(file: String) async throws {
        let environment = Environment(["PLAN": "example", "LAMBDA_TASK_ROOT": "\(Self.root)/functions/KafkaTopics"])
        let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let function = try KafkaTopics(LambdaInitializationContext(environment: environment, logger: silent))
        let event = try LocalFile.bytes(at: "\(Self.folder)/\(file)")
        let expected = try #require(Self.expectations[file])
        do {
            let text = try await function.dryRun(event)
            #expect(text.contains(try #require(expected.text)))
        } catch {
            #expect("\(error)".contains(expected.error ?? "no error"), "\(error)")
        }
    }

    @Test func everythingThatIsWrongWithTheSettingsIsNamedAtOnce() {
        let cases: [([String: String], [String])] = [
            ([:], ["PLAN", "KAFKA_BOOTSTRAP_SERVERS"]),
            (["KAFKA_BOOTSTRAP_SERVERS": "b-1"], ["KAFKA_BOOTSTRAP_SERVERS"]),
            (["KAFKA_BOOTSTRAP_SERVERS": "b-1:9098,,b-2:9098"], ["KAFKA_BOOTSTRAP_SERVERS"]),
            (["KAFKA_AUTHENTICATION": "SASL_SCRAM_512_AUTH"], ["KAFKA_SECRET_ARN"]),
            (["KAFKA_AUTHENTICATION": "PLAIN"], ["KAFKA_AUTHENTICATION"]), (["KAFKA_TLS": "false"], ["KAFKA_TLS"]),
            (["ALLOW_DELETE": "yes"], ["ALLOW_DELETE"]),
        ]
        for (variables, names) in cases {
            var reader = SettingsReader(Environment(variables))
            _ = TopicsSettings(&reader)
            let error = #expect(throws: InvalidSettings.self) { try reader.finish() }
            for name in names { #expect("\(error.map { "\($0)" } ?? "")".contains(name), "\(variables)") }
        }
    }
}
