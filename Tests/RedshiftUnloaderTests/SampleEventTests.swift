import FoundationEssentials
import LambdaRuntime
import Logging
import TestSupport
import Testing

@testable import RedshiftUnloader

/// Every file in `events/RedshiftUnloader` is a test: it must come to what is said of it here.
@Suite struct SampleEventTests {
    enum Expectation: Sendable {
        case run(exports: Int, id: String)
        case outcome(String)
        case error(type: String, containing: String)
    }

    private static let plan = "example-20261121T0"
    static let expectations: [String: Expectation] = [
        "schedule-default.json": .run(exports: 4, id: "example-20261121T000000Z-"),
        "schedule-input.json": .run(exports: 4, id: "example-20261121T000000Z-"),
        "schedule-input-not-filled-in.json": .error(
            type: "Unloader.InvalidRequest",
            containing: "<aws.scheduler.scheduled-time>"
        ),
        "scheduled-rule.json": .run(exports: 4, id: "example-20261121T000000Z-"),
        "statement-finished.json": .outcome("UnknownRun"),
        "statement-of-a-cluster.json": .outcome("UnknownRun"),
        "statement-of-somebody-else.json": .outcome("NotOurs"),
        "manual.json": .run(exports: 4, id: "example-20261121T000000Z-"),
        "manual-inline-plan.json": .run(exports: 1, id: "inline-manual-"),
        "manual-invalid-plan.json": .error(type: "Plan.Invalid", containing: "colums"),
        "manual-unknown-plan.json": .error(type: "Plan.NotFound", containing: "plans/no-such-plan.yaml"),
        "sweep.json": .outcome("Swept"),
        "retry-unknown-run.json": .error(type: "Unloader.InvalidRequest", containing: "there is no run"),
        "status-unknown-run.json": .error(type: "Unloader.InvalidRequest", containing: "there is no run"),
        "cancel-unknown-run.json": .error(type: "Unloader.InvalidRequest", containing: "there is no run"),
        "retry-present-plan.json": .error(type: "Unloader.InvalidRequest", containing: "there is no run"),
        "pause-unknown-backfill.json": .error(type: "Unloader.InvalidRequest", containing: "there is no backfill"),
        "backfill.json": .outcome("Backfill"),
        "backfill-of-a-watermark.json": .error(type: "Unloader.InvalidRequest", containing: "windows of the calendar"),
        "unknown-field.json": .error(type: "Unloader.InvalidRequest", containing: "whait"),
        "unknown-source.json": .error(type: "Unloader.InvalidRequest", containing: "aws.s3"),
    ]

    static let folder = "\(repositoryFolder)/events/RedshiftUnloader"
    static let files =
        (try? FileManager.default.contentsOfDirectory(atPath: folder))?.filter { $0.hasSuffix(".json") }.sorted() ?? []

    @Test func everyFileHasItsExpectation() { #expect(Self.files == Self.expectations.keys.sorted()) }

    @Test(arguments: files) func endsAsItShould(file: String) async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let event = Array(try Data(contentsOf: URL(filePath: "\(Self.folder)/\(file)")))
        switch try #require(Self.expectations[file]) {
        case .run(let exports, let id):
            let run = try #require(try await bench.invoke(event).answer.run)
            #expect(run.exports.count == exports)
            #expect(run.id.hasPrefix(id))
        case .outcome(let outcome):
            #expect(try await bench.invoke(event).answer.outcome == outcome)
        case .error(let type, let text):
            let error = await #expect(throws: (any Error).self) { try await bench.invoke(event) }
            let known = try #require(error as? any LambdaError)
            #expect(known.errorType == type)
            #expect(known.errorMessage.contains(text), "\(known.errorMessage)")
            // Nothing was begun.
            #expect(bench.cloud.world.with { $0.statements.isEmpty && $0.database.all.isEmpty })
        }
    }

    @Test func aDryRunShowsTheStatementsAndTouchesNothing() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let event = Array(try Data(contentsOf: URL(filePath: "\(Self.folder)/schedule-input.json")))
        let text = try await bench.function().dryRun(event)
        #expect(
            text.contains(
                """
                -- export orders, 2026-11-20T00:00:00.000Z up to 2026-11-21T00:00:00.000Z
                -- goes to s3://example-lake/lake/sales/orders/dt=2026-11-20/
                -- the next window goes to s3://example-lake/lake/sales/orders/dt=2026-11-21/
                UNLOAD ('SELECT
                """
            )
        )
        #expect(text.contains("TO 's3://example-lake/lake/sales/orders/dt=2026-11-20/example-20261121T000000Z-"))
        #expect(text.contains("WHERE created_at >= TIMESTAMP ''2026-11-20 00:00:00''"))
        #expect(text.hasSuffix("select pg_last_unload_count();"))
        #expect(bench.cloud.server.requests.isEmpty)
    }

    @Test func aDryRunOfAnInlinePlanNeedsNeitherRegionNorCredentials() async throws {
        let event = Array(try Data(contentsOf: URL(filePath: "\(Self.folder)/manual-inline-plan.json")))
        let function = try RedshiftUnloader(
            LambdaStart(
                environment: Environment([
                    "REDSHIFT_WORKGROUP": "example", "REDSHIFT_DATABASE": "dev", "UNLOAD_ROLE": "default",
                ]),
                logger: Logger(label: "test")
            )
        )
        let text = try await function.dryRun(event)
        #expect(text.contains("UNLOAD ('SELECT "))
        await #expect(throws: InvalidSettings.self) {
            try await function.respond(
                to: event,
                LambdaContext(requestID: "r", deadline: .now + .seconds(5), logger: Logger(label: "test"))
            )
        }
    }

    @Test func aDryRunOfABackfillShowsItsWindows() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let event = Array(try Data(contentsOf: URL(filePath: "\(Self.folder)/backfill.json")))
        let text = try await bench.function().dryRun(event)
        #expect(text.contains("3 windows, 2 at a time"))
        #expect(text.contains("dt=2026-11-03/"))
        #expect(bench.cloud.server.requests.isEmpty)
    }

    @Test func plansAreReadFromS3Too() async throws {
        for place in [
            "s3://example-plans/unload", "s3://example-plans/unload/", "s3://example-plans/unload/nightly.json",
            "s3://example-plans/unload/nightly.yaml",
        ] {
            let bench = try UnloaderBench(["PLAN_S3_URI": place])
            defer { bench.cloud.server.stop() }
            bench.cloud.world.with {
                $0.objects["example-plans/unload/nightly.\(place.hasSuffix(".yaml") ? "yaml" : "json")"] = Array(
                    inlinePlan([#"{"table": "orders"}"#], name: "nightly").utf8
                )
            }
            #expect(try await bench.invoke(#"{"plan": "nightly"}"#).run?.exports.count == 1)
            await #expect(throws: (any Error).self) { try await bench.invoke(#"{"plan": "../nightly"}"#) }
        }
    }

    @Test(arguments: [
        (["STATE_TABLE": ""], "STATE_TABLE"), (["PLAN": "a/b"], "PLAN"), (["PLAN_S3_URI": "bucket"], "PLAN_S3_URI"),
        (["REDSHIFT_CLUSTER": "c"], "REDSHIFT_CLUSTER"), (["REDSHIFT_DB_USER": "u"], "REDSHIFT_DB_USER"),
        (["UNLOAD_ROLE": "me"], "UNLOAD_ROLE"), (["UNLOAD_S3_URI": "s3://x"], "UNLOAD_S3_URI"),
        (["MAX_STATEMENTS": "0"], "MAX_STATEMENTS"), (["STATEMENT_PREFIX": "a/b"], "STATEMENT_PREFIX"),
        (["LONG_POLLING": "perhaps"], "LONG_POLLING"), (["STATE_RETENTION_DAYS": "1"], "STATE_RETENTION_DAYS"),
    ])
    func aWrongSettingIsNamed(variables: [String: String], name: String) throws {
        let bench = try UnloaderBench(variables.merging(["AWS_LAMBDA_RUNTIME_API": "127.0.0.1:1"]) { $1 })
        defer { bench.cloud.server.stop() }
        let error = #expect(throws: InvalidSettings.self) { try bench.function() }
        #expect(error?.problems.count == 1)
        #expect(error?.problems.first?.contains("environment variable \(name) ") == true, "\(error?.problems ?? [])")
    }
}
