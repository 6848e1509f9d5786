import Testing
import TestSupport

@testable import RedshiftUnloader

@Suite struct PollBackoffTests {
    @Test func waitsForShortStatementsAndEndsBeforeTheDeadline() async throws {
        let bench = try UnloaderBench(["WAIT_MARGIN_SECONDS": "60"])
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with { $0.endsWhileWaiting = true }
        let done = try #require(try await bench.invoke(startEvent(wait: true), timeout: .seconds(120)).run)
        #expect(done.status == "succeeded")
        let other = inlinePlan(
            [orders],
            defaults: ##"{"schema": "s", "to": "other/${window.from:yyyy-MM-dd}/", "window_column": "at"}"##,
            name: "other"
        )
        // With less time than the margin it does not wait, and the event finishes it.
        let short = try await bench.invoke(
            Array(startEvent(wait: true, id: "u", plan: other).utf8),
            timeout: .seconds(59)
        )
        #expect(short.answer.run?.status == "open")
        try await bench.finishStatements()
        #expect(bench.cloud.world.with { $0.published["example-lake/other/2026-11-20/_SUCCESS.json"]?.count } == 1)
    }

    @Test(arguments: [nil, "ValidationException"])
    func longPollingIsUsedWhereThereIsAny(failure: String?) async throws {
        let bench = try UnloaderBench(["LONG_POLLING": "true", "WAIT_FOR_STATEMENTS": "true"])
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with { $0.endsWhileWaiting = true }
        // The first look, then the long poll.
        if let failure {
            bench.cloud.world.with {
                $0.failures = [
                    .init(operation: "DescribeStatement", code: "ThrottlingException"),
                    .init(operation: "DescribeStatement", code: failure),
                ]
            }
        }
        let run = try await bench.invoke(#"{"plan": \#(inlinePlan([orders]))}"#).run
        #expect(run?.status == "succeeded")
        let asked = bench.cloud.server.requests.filter { $0.header("x-amz-target") == "RedshiftData.DescribeStatement" }
        let held = asked.filter { $0.text.contains("WaitTimeSeconds") }
        #expect(held.count == 1)
    }
}
