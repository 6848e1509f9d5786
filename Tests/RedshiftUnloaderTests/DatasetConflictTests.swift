import Testing
import TestSupport
import UTCTime

@testable import RedshiftUnloader

@Suite struct DatasetConflictTests {
    private static let schedule = "arn:aws:scheduler:us-east-1:123456789012:schedule/default/a"

    private func start(_ plan: String, _ time: String) -> String {
        #"{"plan": \#(plan), "scheduleArn": "\#(Self.schedule)", "scheduledTime": "\#(time)"}"#
    }

    private func watermarkPlan(to place: String) -> String {
        inlinePlan(
            [#"{"table": "a"}"#],
            window: #"{"watermark": "at", "lag": "15m", "initial": "2026-11-20T00:00:00Z"}"#,
            defaults: #"{"schema": "s", "to": "\#(place)"}"#
        )
    }

    /// The rows of the first window would be in no published dataset, and below the watermark.
    @Test func aWindowsDatasetIsNotReplacedByTheNext() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let plan = watermarkPlan(to: "${export}/dt=${window.to:yyyy-MM-dd}/")
        try await bench.invoke(start(plan, "2026-11-21T02:00:00Z"), at: "2026-11-21T02:00:00Z")
        try await bench.finishStatements()
        let first = try #require(bench.dataset("example-lake/a/dt=2026-11-21/_SUCCESS.json"))
        let second = try #require(
            try await bench.invoke(start(plan, "2026-11-21T03:00:00Z"), at: "2026-11-21T03:00:00Z").run?.id
        )
        try await bench.finishStatements()
        #expect(bench.dataset("example-lake/a/dt=2026-11-21/_SUCCESS.json") == first)
        #expect(try await bench.invoke(#"{"status": "\#(second)"}"#).run?.state("a") == "Failed")
        let mark = bench.cloud.world.with { $0.item("watermark#inline", "a")?["status"]?["S"]?.string }
        #expect(mark == "2026-11-21T01:45:00.000Z")
    }

    /// Two plans with one place would each delete the other's files.
    @Test(arguments: ["append", "replace"]) func anotherPlansDatasetIsNotReplaced(disposition: String) async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let export = #"{"table": "orders", "write_disposition": "\#(disposition)"}"#
        try await bench.invoke(startEvent(plan: inlinePlan([export], name: "one")))
        try await bench.finishStatements()
        let first = try #require(bench.dataset(ordersKey))
        let id = try #require(try await bench.invoke(startEvent(plan: inlinePlan([export], name: "two"))).run?.id)
        try await bench.finishStatements()
        let run = try #require(try await bench.invoke(#"{"status": "\#(id)"}"#).run)
        #expect(run.state("orders") == "Failed")
        #expect(run.exports.first?.message?.contains("plan \"one\"") == true, "\(run.exports)")
        #expect(bench.dataset(ordersKey) == first)
        #expect(bench.cloud.world.with { $0.strayObjects } == [])
        #expect(bench.cloud.world.with { $0.visibleObjects.count } == 2)
    }

    @Test func anotherExportsDatasetIsNotReplaced() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let place = ##"{"schema": "s", "to": "x/${window.from:yyyy-MM-dd}/", "window_column": "at"}"##
        for (name, state) in [("a", "Unloaded"), ("b", "Failed")] {
            let plan = inlinePlan([#"{"name": "\#(name)", "table": "t"}"#], defaults: place)
            let id = try #require(try await bench.invoke(startEvent(plan: plan)).run?.id)
            try await bench.finishStatements()
            #expect(try await bench.invoke(#"{"status": "\#(id)"}"#).run?.state(name) == state)
        }
    }
}
