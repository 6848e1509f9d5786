import LambdaRuntime
import LocalFile
import Logging
import Testing
import TestSupport

@testable import RedshiftUnloader

@Suite struct DryRunTests {
    @Test func aDryRunShowsTheStatementsAndTouchesNothing() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let event = try LocalFile.bytes(at: "\(SampleEventTests.folder)/schedule-input.json")
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
        #expect(
            text.contains("TO 's3://example-lake/lake/sales/orders/dt=2026-11-20/_unload/example-20261121T000000Z-")
        )
        #expect(text.contains("WHERE created_at >= TIMESTAMP ''2026-11-20 00:00:00''"))
        #expect(text.contains("\nselect pg_last_unload_count();\n"))
        #expect(bench.cloud.server.requests.isEmpty)
    }

    @Test func aDryRunOfAnInlinePlanNeedsNeitherRegionNorCredentials() async throws {
        let event = try LocalFile.bytes(at: "\(SampleEventTests.folder)/manual-inline-plan.json")
        let function = try RedshiftUnloader(
            LambdaInitializationContext(
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
        let event = try LocalFile.bytes(at: "\(SampleEventTests.folder)/backfill.json")
        let text = try await bench.function().dryRun(event)
        #expect(text.contains("3 windows, 2 at a time"))
        #expect(text.contains("dt=2026-11-03/"))
        #expect(bench.cloud.server.requests.isEmpty)
    }

    /// Issue 11.22: the example of `--help` runs as it is pasted, from the repository's folder.
    @Test func theExampleOfTheHelpRunsAsPasted() async throws {
        let example = try #require(RedshiftUnloader.help.example)
        let words = example.split { $0 == " " || $0 == "\n" || $0 == "\\" }.map(String.init)
        var variables: [String: String] = [:]
        for word in words.prefix(while: { $0.contains("=") }) {
            let halves = word.split(separator: "=", maxSplits: 1).map(String.init)
            variables[halves[0]] = halves.count > 1 ? halves[1] : ""
        }
        let command = Array(words.drop { $0.contains("=") })
        #expect(command.prefix(2) == ["bootstrap", "--explain"])
        // A test's folder is not the repository's.
        variables["LAMBDA_TASK_ROOT"] = variables["LAMBDA_TASK_ROOT"].map { "\(repositoryFolder)/\($0)" }
        let file = "\(repositoryFolder)/\(try #require(command.last))"
        let function = try RedshiftUnloader(
            LambdaInitializationContext(environment: Environment(variables), logger: Logger(label: "test"))
        )
        let text = try await function.dryRun(try LocalFile.bytes(at: file))
        #expect(text.contains("UNLOAD ('SELECT"))
        #expect(text.contains("s3://example-lake/"))
    }

    /// Issue 11.22: only the state table knows where a later run begins, and a dry run does not ask it.
    @Test(arguments: [
        (#"{"watermark": "at", "initial": "2026-11-01T00:00:00Z"}"#, "TIMESTAMP ''2026-11-01 00:00:00''"),
        (#"{"watermark": "id", "type": "integer", "initial": 7}"#, #""id" > 7 "#),
    ])
    func aDryRunOfAWatermarkSaysThatItShowsTheFirstRun(window: String, bound: String) async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let plan = inlinePlan(
            [#"{"table": "a"}"#],
            window: window,
            defaults: ##"{"schema": "s", "to": "${export}/${run}/"}"##
        )
        let text = try await bench.function().dryRun(Array(#"{"plan": \#(plan)}"#.utf8))
        #expect(text.contains("-- this is the first run; a later one begins where the last published one ended"))
        #expect(text.contains(bound))
        #expect(bench.cloud.server.requests.isEmpty)
        let daily = try await bench.function().dryRun(Array(#"{"plan": \#(inlinePlan([orders]))}"#.utf8))
        #expect(!daily.contains("first run"))
    }

    @Test func aDryRunOfAQueuesMessageShowsItsStatements() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let event = #"{"Records":[{"messageId":"1","eventSource":"aws:sqs","body":"{\"plan\":\"example\"}"}]}"#
        #expect(try await bench.function().dryRun(Array(event.utf8)).contains("UNLOAD ('SELECT"))
    }
}
