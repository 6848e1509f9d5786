import LambdaRuntime
import Logging
import Testing
import UTCTime

@testable import S3Copier

@Suite struct DryRunTextTests {
    private func explain(_ event: [UInt8], _ variables: [String: String] = [:]) async throws -> String {
        var all = [
            "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": "s",
            // Nobody listens there: a request would fail.
            "AWS_ENDPOINT_URL": "http://127.0.0.1:9", "TARGET_BUCKET": "example-target",
        ]
        all.merge(variables) { _, new in new }
        let plan = TestPlan(all)
        let start = LambdaInitializationContext(
            environment: Environment(plan.environment),
            logger: Logger(label: "test")
        )
        return try await S3Copier(start, clock: .system, plan: plan.read()).dryRun(event)
    }

    @Test func saysWhatWouldBeCopiedWhere() async throws {
        let text = try await explain(try readEvent("sqs-direct-object-created.json"))
        #expect(text.contains("ObjectCreated:Put s3://example-source/reports/2026/11/orders.csv"))
        #expect(text.contains("would copy to s3://example-target/reports/2026/11/orders.csv"))
        #expect(text.contains("bytes in one request"))
    }

    /// A key may hold what a terminal acts on: line breaks, control sequences, marks that turn the direction of writing.
    @Test(arguments: [
        ("a%0Ab", #"a\u{a}b"#), ("a%1B%5B2Jb", #"a\u{1b}[2Jb"#), ("a%00b", #"a\u{0}b"#), ("a%7Fb", #"a\u{7f}b"#),
        ("a%C2%85b", #"a\u{85}b"#), ("a%E2%80%AEb", #"a\u{202e}b"#), ("a%E2%80%A8b", #"a\u{2028}b"#),
        ("a%EF%BF%BEb", #"a\u{fffe}b"#), ("%C3%A9%F0%9F%98%80", "é😀"), ("a%5Cb", #"a\b"#),
    ])
    func aKeyIsShownSoThatATerminalDoesNothing(key: String, shown: String) async throws {
        let event =
            #"{"Records":[{"eventVersion":"2.1","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"example-source"},"object":{"key":"\#(key)","size":5}}}]}"#
        let text = try await explain(Array(event.utf8))
        #expect(text.contains("s3://example-source/\(shown):"), "\(text)")
        #expect(text.contains("s3://example-target/\(shown)"), "\(text)")
        #expect(text.split(separator: "\n").count == 1)
        let task =
            #"{"invocationSchemaVersion":"1.0","invocationId":"i","tasks":[{"taskId":"t\n\u001b","s3Key":"\#(key)","s3BucketArn":"arn:aws:s3:::example-source"}]}"#
        let ofTask = try await explain(Array(task.utf8))
        #expect(ofTask.contains(#"task t\u{a}\u{1b}: "#) && ofTask.contains(shown), "\(ofTask)")
    }

    @Test func saysWhyNot() async throws {
        let routes = [
            "TARGET_BUCKET": "",
            "routes": #"[{"from": {"bucket": "other-bucket"}, "to": "s3://example-target/${key}"}]"#,
        ]
        let text = try await explain(try readEvent("sqs-direct-object-created.json"), routes)
        #expect(text.contains("UnknownBucket, to the dead-letter queue: add a route"))
    }

    @Test func saysInHowManyParts() async throws {
        let table = ["STATE_TABLE": "t", "QUEUE_URL": "q", "multipart.parts_per_message": "10"]
        let text = try await explain(try readEvent("sqs-sns-object-over-5gb.json"), table)
        #expect(text.contains("parts by"))
        #expect(
            try await explain(try readEvent("sqs-sns-object-over-5gb.json")).contains(
                "TooLarge, to the dead-letter queue"
            )
        )
    }

    @Test func poisonIsExplainedToo() async throws {
        #expect(
            try await explain(try readEvent("sqs-poison-not-json.json")).contains("Malformed, to the dead-letter queue")
        )
    }

    @Test(arguments: SampleEventTests.files) func everySampleIsExplained(file: String) async throws {
        #expect(try await !explain(try readEvent(file)).isEmpty)
    }
}
