import LambdaRuntime
import Logging
import Testing
import UTCTime

@testable import S3Copier

@Suite struct ExplanationTests {
    private func explain(_ event: [UInt8], _ variables: [String: String] = [:]) async throws -> String {
        var all = [
            "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "AK", "AWS_SECRET_ACCESS_KEY": "s",
            // Nobody listens there: a request would fail.
            "AWS_ENDPOINT_URL": "http://127.0.0.1:9", "TARGET_BUCKET": "example-target",
        ]
        all.merge(variables) { _, new in new }
        let plan = TestPlan(all)
        let start = LambdaStart(environment: Environment(plan.environment), logger: Logger(label: "test"))
        return try await S3Copier(start, clock: .system, plan: plan.read()).dryRun(event)
    }

    @Test func saysWhatWouldBeCopiedWhere() async throws {
        let text = try await explain(try readEvent("sqs-direct-object-created.json"))
        #expect(text.contains("ObjectCreated:Put s3://example-source/reports/2026/11/orders.csv"))
        #expect(text.contains("would copy to s3://example-target/reports/2026/11/orders.csv"))
        #expect(text.contains("bytes in one request"))
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
