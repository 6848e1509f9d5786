import FoundationEssentials
import TestSupport
import Testing

@testable import RedshiftUnloader

@Suite struct ScaleTests {
    /// DynamoDB's limit for one item is 400 KB; a plan of this size would not fit into one.
    @Test func aPlanOfManyLargeQueriesRuns() async throws {
        let bench = try UnloaderBench(["MAX_STATEMENTS": "200"])
        defer { bench.cloud.server.stop() }
        let exports = (1...40).map { number in
            #"{"name": "q\#(number)", "query": "select \#(number) -- \#(String(repeating: "x", count: 40_000))", "windowColumn": null}"#
        }
        let run = try #require(
            try await bench.invoke(
                #"{"plan": \#(inlinePlan(exports, maximumStatements: 200))}"#,
                timeout: .seconds(300)
            ).run
        )
        #expect(run.exports.allSatisfy { $0.state == "submitted" })
        try await bench.finishStatements()
        #expect(try await bench.invoke(#"{"status": "\#(run.id)"}"#).run?.status == "succeeded")
        let largest = bench.cloud.world.with { world in
            world.items.values.map { (try? JSONEncoder().encode($0))?.count ?? 0 }.max()
        }
        #expect((largest ?? .max) < 400_000)
    }

    @Test func aRunIsOneLineInTheLogForEachOutcomeAndSaysWhatToDo() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with {
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
