import FoundationEssentials
import Glibc
import LambdaRuntime
import Logging
import TestSupport
import Testing
import UTCTime

@testable import S3Copier

/// Mistakes in the settings and in a plan of the zip are one init error that names all of them.
@Suite struct CopierStartTests {
    private static let lambda = [
        "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9001", "AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "AK",
        "AWS_SECRET_ACCESS_KEY": "s",
    ]

    private func start(_ variables: [String: String]) async throws -> S3Copier {
        let environment = Environment(Self.lambda.merging(variables) { $1 })
        return try await S3Copier(LambdaInitializationContext(environment: environment, logger: Logger(label: "test")))
    }

    /// Unpacks a zip with these plans, and starts the function in it.
    private func start(plans: [String: String], _ variables: [String: String]) async throws -> S3Copier {
        let root = URL(filePath: "/tmp/s3copier-start-\(getpid())-\(UInt64.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(at: root.appending(path: "plans"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: root) }
        for (name, text) in plans {
            try text.write(to: root.appending(path: "plans/\(name)"), atomically: false, encoding: .utf8)
        }
        return try await start(variables.merging(["LAMBDA_TASK_ROOT": root.path()]) { $1 })
    }

    @Test(arguments: [
        (["copy.yaml": "routes: [{to: 's3://dst/${kye}'}, {too: s3://dst/}]"], "did you mean ${key}", "routes[1]"),
        (["copy.yaml": "routes: ["], "copy.yaml", "plans/copy.yaml"),
        (["copy.json": #"{"routes": [{"to": "s3://abc--x-s3/"}]}"#], "directory bucket", "plans/copy.json"),
        (["other.yaml": "routes: [{to: s3://dst/}]"], "there is no plan \"copy\"", "plans/copy.yml"),
        (["copy.yaml": "follow: {tags: true}"], "TARGET_BUCKET is not set", "PLAN"),
    ])
    func aFaultyPlanInTheZipIsAnInitError(plans: [String: String], words: String, more: String) async throws {
        let error = await #expect(throws: InvalidSettings.self) { try await start(plans: plans, ["PLAN": "copy"]) }
        let text = error?.errorMessage ?? ""
        #expect(text.contains(words), "\(text)")
        #expect(text.contains(more), "\(text)")
    }

    @Test func aGoodPlanInTheZipIsReadOnceAtTheStart() async throws {
        let plan = ["copy.yaml": "routes: [{to: 's3://dst/${key}'}]"]
        let function = try await start(plans: plan, ["PLAN": "copy"])
        // The folder is gone by now.
        #expect(try await function.plans.settings().routes == [CopyRoute(targetBucket: "dst")])
    }

    /// A plan in S3 may be mended without a deployment.
    @Test func aPlanInS3IsNotReadAtTheStart() async throws {
        let function = try await start(["PLAN_S3_URI": "s3://example-plans/copier/", "PLAN": "copy"])
        #expect(function.plans.needsS3)
    }

    @Test(arguments: [
        (
            [
                "TARGET_BUCKET": "Bad_Bucket", "COPY_CONCURRENCY": "0", "STATE_TABLE": "t", "CRAWLER_NAME": "c",
                "STATE_RETENTION_DAYS": "1", "AWS_REGION": "",
            ],
            ["TARGET_BUCKET", "COPY_CONCURRENCY", "STATE_RETENTION_DAYS", "QUEUE_URL", "no region"]
        ),
        (["COPY_CONCURRENCY": "many"], ["TARGET_BUCKET is not set", "COPY_CONCURRENCY"]),
        (
            ["CRAWLER_NAME": "c", "TARGET_BUCKET": "192.168.0.1", "AWS_MAX_ATTEMPTS": "x"],
            ["STATE_TABLE", "QUEUE_URL", "IP address", "AWS_MAX_ATTEMPTS"]
        ),
        (["PLAN": "../secret", "COPY_CONCURRENCY": "999"], ["PLAN is \"../secret\"", "COPY_CONCURRENCY"]),
        (["PLAN_S3_URI": "https://x", "COPY_CONCURRENCY": "999"], ["PLAN_S3_URI", "COPY_CONCURRENCY"]),
        (["PLAN_S3_URI": "s3://a..b/x/", "TARGET_BUCKET": "a..b"], ["PLAN_S3_URI", "two periods"]),
        (["PLAN_S3_URI": "s3://a--use1-az4--x-s3/x.yaml"], ["PLAN_S3_URI"]),
        (["PLAN_S3_URI": "s3://example-plans/x/", "STATE_TABLE": "t"], ["PLAN is not set", "QUEUE_URL"]),
        (
            ["TARGET_BUCKET": "abc--usw2-az1--x-s3", "AWS_USE_FIPS_ENDPOINT": "perhaps"],
            ["directory bucket", "AWS_USE_FIPS_ENDPOINT"]
        ),
    ])
    func allThatIsWrongIsReportedAtOnce(variables: [String: String], words: [String]) async throws {
        let error = await #expect(throws: InvalidSettings.self) { try await start(variables) }
        let text = error?.errorMessage ?? ""
        for word in words { #expect(text.contains(word), "\(text)") }
        #expect(error?.problems.count == words.count, "\(text)")
    }

    @Test func aFaultyPlanAndFaultySettingsAreReportedTogether() async throws {
        let plan = ["copy.yaml": "routes: [{to: s3://D/}]"]
        let error = await #expect(throws: InvalidSettings.self) {
            try await start(plans: plan, ["PLAN": "copy", "COPY_CONCURRENCY": "0"])
        }
        #expect(error?.errorMessage.contains("routes[0].to") == true)
        #expect(error?.errorMessage.contains("COPY_CONCURRENCY") == true)
    }

    /// On a laptop: neither a region nor credentials.
    @Test func aDryRunNeedsNoRegionAndNoCredentials() async throws {
        let environment: Environment = ["TARGET_BUCKET": "example-target"]
        let function = try await S3Copier(
            LambdaInitializationContext(environment: environment, logger: Logger(label: "test"))
        )
        let text = try await function.dryRun(try readEvent("sqs-direct-object-created.json"))
        #expect(text.contains("would copy to s3://example-target/"))
    }
}
