import TestSupport
import Testing
import UTCTime

@testable import RedshiftUnloader

/// What a later review found: datasets that replace each other, and plans that select nothing without saying so.
@Suite struct StandingDatasetTests {
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

    @Test func aRunFarInTheFutureIsRefused() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let plan = watermarkPlan(to: "${export}/${window.to:ddHHmmss}/")
        await #expect(throws: (any Error).self) { try await bench.invoke(start(plan, "2062-11-21T02:00:00Z")) }
        #expect(bench.cloud.world.with { $0.item("watermark#inline", "a") } == nil)
    }

    @Test func aPlaceholderInQuotesIsRefused() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let plan = inlinePlan(
            [#"{"name": "q", "query": "select * from t where at >= '${window.from}'"}"#],
            window: #"{"every": "day"}"#,
            defaults: #"{"to": "${export}/${window.to:ddHHmmss}/"}"#
        )
        let error = await #expect(throws: (any Error).self) {
            try await bench.invoke(start(plan, "2026-11-21T02:00:00Z"), at: "2026-11-21T02:00:00Z")
        }
        #expect(error.map { "\($0)" }?.contains("within a string literal") == true)
    }
}
