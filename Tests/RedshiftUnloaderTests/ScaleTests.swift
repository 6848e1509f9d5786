import LambdaRuntime
import TestSupport
import Testing

@testable import RedshiftUnloader

@Suite struct ScaleTests {
    /// DynamoDB's limit for one item is 400 KB; a plan of this size would not fit into one.
    @Test func aPlanOfManyLargeQueriesRuns() async throws {
        let bench = try UnloaderBench(["MAX_STATEMENTS": "200", "PLAN_S3_URI": "s3://example-plans/"])
        defer { bench.cloud.server.stop() }
        let exports = (1...20).map { number in
            #"{"name": "q\#(number)", "query": "select \#(number) -- \#(String(repeating: "x", count: 40_000))", "window_column": null}"#
        }
        let plan = inlinePlan(exports, maximumStatements: 200)
        bench.cloud.world.with { $0.objects["example-plans/inline.yaml"] = Array(plan.utf8) }
        let run = try #require(try await bench.invoke(#"{"plan": "inline"}"#, timeout: .seconds(300)).run)
        #expect(run.exports.allSatisfy { $0.state == "submitted" })
        try await bench.finishStatements()
        #expect(try await bench.invoke(#"{"status": "\#(run.id)"}"#).run?.status == "succeeded")
        let largest = bench.cloud.world.with { world in
            world.database.all.map { JSON.object($0).text.utf8.count }.max()
        }
        #expect((largest ?? .max) < 400_000)
    }

    @Test func aPlanThatTheStateCannotHoldIsRefusedAtTheInput() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let query = #"{"name": "q", "query": "select 1 -- \#(String(repeating: "x", count: 300_000))"}"#
        let error = await #expect(throws: InvalidRequest.self) {
            try await bench.invoke(#"{"plan": \#(inlinePlan([query]))}"#)
        }
        #expect(error?.errorMessage.contains("PLAN_S3_URI") == true)
        #expect(bench.cloud.world.with { $0.database.all.isEmpty })
    }

    @Test func aRunIsOneLineInTheLogForEachOutcomeAndSaysWhatToDo() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with {
            $0.endsWhileWaiting = true
            $0.script = { _ in .init(end: .failed("ERROR: permission denied for relation orders")) }
        }
        let event = #"{"plan": \#(inlinePlan([#"{"table": "orders"}"#])), "wait": true}"#
        let (_, log) = try await bench.invoke(Array(event.utf8))
        let line = try #require(log.first { $0.contains(#""outcome":"Failed""#) })
        #expect(line.contains("permission denied for relation orders"))
        #expect(line.contains(#""advice":"#))
        #expect(line.contains(#""level":"ERROR""#))
        #expect(log.filter { $0.contains("RunFailed") || $0.contains(": failed") }.count == 1)
    }
}
