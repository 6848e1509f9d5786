import Testing
import TestSupport

@testable import RedshiftUnloader

@Suite struct RunRetrierTests {
    /// Issue 11.17: the same name and window with other content is another run.
    @Test func aMendedPlanIsAnotherRun() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with {
            $0.script = { $0.sql.contains("wrong") ? .init(end: .failed("no column wrong")) : .init() }
        }
        let first = try #require(
            try await bench.invoke(startEvent([#"{"table": "orders", "where": "wrong"}"#])).run
        )
        try await bench.finishStatements()
        #expect(try await bench.invoke(startEvent([#"{"table": "orders", "where": "wrong"}"#])).run?.isNew == false)
        let second = try #require(try await bench.invoke(startEvent([#"{"table": "orders", "where": "good"}"#])).run)
        #expect(second.id != first.id)
        #expect(second.isNew == true)
        try await bench.finishStatements()
        #expect(bench.dataset(ordersKey)?["run"]?.string == second.id)
    }

    @Test func aRetryTakesThePresentPlanWhenAsked() async throws {
        let bench = try UnloaderBench(["PLAN_S3_URI": "s3://example-plans/"])
        defer { bench.cloud.server.stop() }
        func put(_ condition: String) {
            let plan = inlinePlan([orders, #"{"table": "lines", "where": "\#(condition)"}"#], name: "sales")
            bench.cloud.world.with { $0.objects["example-plans/sales.json"] = Array(plan.utf8) }
        }
        bench.cloud.world.with {
            $0.script = { $0.sql.contains("wrong") ? .init(end: .failed("no column wrong")) : .init() }
        }
        put("wrong")
        let id = try #require(try await bench.invoke(#"{"plan": "sales"}"#).run?.id)
        try await bench.finishStatements()
        put("good")
        try await bench.invoke(#"{"retry": "\#(id)"}"#)
        try await bench.finishStatements()
        #expect(try await bench.invoke(#"{"status": "\#(id)"}"#).run?.state("lines") == "Failed")
        try await bench.invoke(#"{"retry": "\#(id)", "present_plan": true}"#)
        try await bench.finishStatements()
        let run = try #require(try await bench.invoke(#"{"status": "\#(id)"}"#).run)
        #expect(run.status == "succeeded")
        // Exports that were done are not repeated.
        #expect(bench.cloud.world.with { $0.published[ordersKey]?.count } == 1)
    }
}
