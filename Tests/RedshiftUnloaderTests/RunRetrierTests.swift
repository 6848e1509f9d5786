import LambdaRuntime
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

    /// A run's window is not one of a plan whose windows are others now.
    @Test(arguments: [
        (#"{"every": "day"}"#, #"{"every": "week"}"#), (#"{"every": "day"}"#, #"{"every": "hour"}"#),
        (#"{"every": "day"}"#, #"{"every": "day", "timezone": "Europe/Berlin"}"#),
        (#"{"every": "month"}"#, #"{"every": "day"}"#),
        (#"{"every": "day"}"#, #"{"watermark": "at", "initial": "2026-01-01T00:00:00Z"}"#),
        (#"{"watermark": "at", "initial": "2026-01-01T00:00:00Z"}"#, #"{"every": "day"}"#),
        (
            #"{"watermark": "at", "initial": "2026-01-01T00:00:00Z"}"#,
            #"{"watermark": "at", "type": "integer", "initial": 0}"#
        ),
    ])
    func aRetryRefusesAPlanWithOtherWindows(before: String, after: String) async throws {
        let bench = try UnloaderBench(["PLAN_S3_URI": "s3://example-plans/"])
        defer { bench.cloud.server.stop() }
        func put(_ window: String) {
            let place = ##"{"schema": "s", "to": "x/${run}/", "window_column": "at"}"##
            let plan = inlinePlan([#"{"table": "t"}"#], window: window, defaults: place, name: "sales")
            bench.cloud.world.with { $0.objects["example-plans/sales.json"] = Array(plan.utf8) }
        }
        bench.cloud.world.with { $0.script = { _ in .init(end: .failed("no column at")) } }
        put(before)
        let id = try #require(try await bench.invoke(#"{"plan": "sales"}"#).run?.id)
        try await bench.finishStatements()
        put(after)
        let error = await #expect(throws: InvalidRequest.self) {
            try await bench.invoke(#"{"retry": "\#(id)", "present_plan": true}"#)
        }
        #expect(error?.errorMessage.contains("start it anew") == true)
        #expect(try await bench.invoke(#"{"status": "\#(id)"}"#).run?.status == "failed")
    }

    /// All that the plan says of its windows is the plan's, also where its watermark begins.
    @Test func aRetryByThePresentPlanBeginsWhereThatPlanSays() async throws {
        let bench = try UnloaderBench(["PLAN_S3_URI": "s3://example-plans/"])
        defer { bench.cloud.server.stop() }
        func put(_ initial: String, lag: String) {
            let plan = inlinePlan(
                [#"{"table": "t"}"#],
                window: #"{"watermark": "at", "initial": "\#(initial)", "lag": "\#(lag)"}"#,
                defaults: ##"{"schema": "s", "to": "x/${run}/"}"##,
                name: "sales"
            )
            bench.cloud.world.with { $0.objects["example-plans/sales.json"] = Array(plan.utf8) }
        }
        bench.cloud.world.with { $0.script = { $0.name.hasSuffix("/1") ? .init(end: .failed("no")) : .init() } }
        put("1926-01-01T00:00:00Z", lag: "1m")
        let id = try #require(
            try await bench.invoke(#"{"plan": "sales", "scheduledTime": "2026-11-21T02:00:00Z"}"#).run?.id
        )
        try await bench.finishStatements()
        put("2026-01-01T00:00:00Z", lag: "15m")
        try await bench.invoke(#"{"retry": "\#(id)", "present_plan": true}"#)
        try await bench.finishStatements()
        let window = bench.dataset("example-lake/x/\(id)/_SUCCESS.json")?["window"]
        #expect(window?["from"]?.string == "2026-01-01T00:00:00.000Z")
        #expect(window?["to"]?.string == "2026-11-21T01:45:00.000Z")
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
