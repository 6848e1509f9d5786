import Testing
import TestSupport
import UTCTime

@testable import RedshiftUnloader

@Suite struct WatermarkTests {
    private static let window = #"{"watermark": "at", "lag": "15m", "initial": "2026-11-20T00:00:00Z"}"#
    private static let defaults = #"{"schema": "s", "to": "${export}/${window.to:ddHHmmss}/"}"#
    private static let plan = inlinePlan(
        [#"{"table": "a"}"#, #"{"table": "dimension", "window_column": null, "to": "d/${scheduled:ddHHmmss}/"}"#],
        window: window,
        defaults: defaults
    )

    private func start(_ time: String) -> String {
        #"{"plan": \#(Self.plan), "scheduleArn": "arn:aws:scheduler:us-east-1:123456789012:schedule/default/a", "scheduledTime": "\#(time)"}"#
    }

    private func value(_ bench: UnloaderBench) -> String? {
        bench.cloud.world.with { $0.item("watermark#inline", "a")?["status"]?["S"]?.string }
    }

    @Test func theNextWindowBeginsWhereTheLastOneEnded() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        try await bench.invoke(start("2026-11-21T02:00:00Z"), at: "2026-11-21T02:00:00Z")
        #expect(value(bench) == "not begun")
        try await bench.finishStatements()
        #expect(value(bench) == "2026-11-21T01:45:00.000Z")
        try await bench.invoke(start("2026-11-21T03:00:00Z"), at: "2026-11-21T03:00:00Z")
        try await bench.finishStatements()
        let datasets = ["21014500", "21024500"].compactMap { bench.dataset("example-lake/a/\($0)/_SUCCESS.json") }
        #expect(
            datasets.compactMap { $0["window"]?["from"]?.string } == [
                "2026-11-20T00:00:00.000Z", "2026-11-21T01:45:00.000Z",
            ]
        )
        #expect(
            bench.cloud.world.with { $0.statements.map(\.sql) }.contains {
                $0.contains(#""at" >= TIMESTAMP ''2026-11-21 01:45:00'' AND "at" < TIMESTAMP ''2026-11-21 02:45:00''"#)
            }
        )
        #expect(bench.cloud.world.with { $0.published.keys.filter { $0.hasPrefix("example-lake/d/") }.count } == 2)
    }

    @Test func aLookbackReachesBackOverRowsThatCameLate() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let window = #"{"watermark": "at", "lag": "15m", "lookback": "2h", "initial": "2026-11-20T00:00:00Z"}"#
        let plan = inlinePlan([#"{"table": "a"}"#], window: window, defaults: Self.defaults)
        for time in ["2026-11-21T02:00:00Z", "2026-11-21T03:00:00Z"] {
            let schedule =
                #""scheduleArn": "arn:aws:scheduler:us-east-1:1:schedule/default/a", "scheduledTime": "\#(time)""#
            try await bench.invoke(#"{"plan": \#(plan), \#(schedule)}"#, at: time)
            try await bench.finishStatements()
        }
        let begins = ["21014500", "21024500"].compactMap { bench.dataset("example-lake/a/\($0)/_SUCCESS.json") }
            .compactMap { $0["window"]?["from"]?.string }
        // The first one reaches back over nothing.
        #expect(begins == ["2026-11-20T00:00:00.000Z", "2026-11-20T23:45:00.000Z"])
        #expect(value(bench) == "2026-11-21T02:45:00.000Z")
    }

    @Test func aFailureLeavesTheWatermarkAndTheNextRunCoversBoth() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with { $0.script = { $0.name.contains("/a/") ? .init(end: .failed("disk full")) : .init() } }
        let first = try #require(
            try await bench.invoke(start("2026-11-21T02:00:00Z"), at: "2026-11-21T02:00:00Z").run?.id
        )
        try await bench.finishStatements()
        #expect(value(bench) == "not begun")
        bench.cloud.world.with { $0.script = { _ in .init() } }
        try await bench.invoke(start("2026-11-21T03:00:00Z"), at: "2026-11-21T03:00:00Z")
        try await bench.finishStatements()
        #expect(
            bench.dataset("example-lake/a/21024500/_SUCCESS.json")?["window"]?["from"]?.string
                == "2026-11-20T00:00:00.000Z"
        )
        // Retried now, the first run finds its window covered and moves nothing back.
        let retried = try #require(try await bench.invoke(#"{"retry": "\#(first)"}"#).run)
        #expect(retried.state("a") == "Covered")
        #expect(retried.status == "succeeded")
        #expect(value(bench) == "2026-11-21T02:45:00.000Z")
    }

    @Test func twoRunsAtOnceDoNotUnloadTheSameRows() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        try await bench.invoke(start("2026-11-21T02:00:00Z"), at: "2026-11-21T02:00:00Z")
        let second = try #require(try await bench.invoke(start("2026-11-21T03:00:00Z"), at: "2026-11-21T03:00:00Z").run)
        #expect(second.state("a") == "Overlapped")
        try await bench.finishStatements()
        #expect(value(bench) == "2026-11-21T01:45:00.000Z")
        #expect(try await bench.invoke(#"{"status": "\#(second.id)"}"#).run?.status == "succeeded")
        try await bench.invoke(start("2026-11-21T04:00:00Z"), at: "2026-11-21T04:00:00Z")
        try await bench.finishStatements()
        #expect(
            bench.dataset("example-lake/a/21034500/_SUCCESS.json")?["window"]?["from"]?.string
                == "2026-11-21T01:45:00.000Z"
        )
    }

    @Test func aRunThatIsGoneDoesNotHoldItForEver() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        try await bench.invoke(start("2026-11-21T02:00:00Z"), at: "2026-11-21T02:00:00Z")
        bench.cloud.world.with { world in
            world.deleteItems { $0.hasPrefix("run#") }
        }
        #expect(
            try await bench.invoke(start("2026-11-21T03:00:00Z")).run?.state("a") == "Overlapped"
        )
        bench.pass(.seconds(1800))
        #expect(
            try await bench.invoke(start("2026-11-21T04:00:00Z"), at: "2026-11-21T04:00:00Z").run?.state("a")
                == "submitted"
        )
    }

    @Test func noRowsMoveItToo() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with { $0.script = { _ in .init(files: []) } }
        try await bench.invoke(start("2026-11-21T02:00:00Z"), at: "2026-11-21T02:00:00Z")
        try await bench.finishStatements()
        #expect(value(bench) == "2026-11-21T01:45:00.000Z")
    }
}
