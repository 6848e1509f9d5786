import Testing
import TestSupport
import UTCTime

@testable import RedshiftUnloader

@Suite struct ScheduleTests {
    private static let schedule = "arn:aws:scheduler:us-east-1:123456789012:schedule/default/a"

    private func start(_ plan: String, _ time: String) -> String {
        #"{"plan": \#(plan), "scheduleArn": "\#(Self.schedule)", "scheduledTime": "\#(time)"}"#
    }

    private func days(_ bench: UnloaderBench) -> [String] {
        bench.cloud.world.with {
            $0.published.keys.compactMap { $0.split(separator: "/").dropLast().last }.map(String.init)
        }
        .sorted()
    }

    /// Issue 11.13: a missed schedule is made up for, in order, and a repeated one runs nothing twice.
    @Test func windowsFollowOnFromTheLastOneThatRan() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let plan = inlinePlan([orders])
        try await bench.invoke(start(plan, "2026-11-21T02:00:00Z"))
        try await bench.finishStatements()
        let missed = try #require(
            try await bench.invoke(start(plan, "2026-11-24T02:00:00Z"), at: "2026-11-24T02:00:00Z").backfill
        )
        #expect(missed.windows == 3)
        #expect(bench.cloud.world.with { $0.mostRunning } == 1)
        for _ in 0..<3 { try await bench.finishStatements() }
        #expect(days(bench) == ["2026-11-20", "2026-11-21", "2026-11-22", "2026-11-23"])
        let again = try await bench.invoke(start(plan, "2026-11-24T02:00:00Z"))
        #expect(again.run?.isNew == false)
        #expect(again.run?.status == "succeeded")
        #expect(bench.cloud.world.with { $0.statements.count } == 4)
    }

    @Test func aLocalDayIsTheZonesOwnOverTheChangeOfItsClocks() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with { $0.now = UTCTime(iso8601: "2025-10-25T00:00:05Z") ?? $0.now }
        let plan = inlinePlan([orders], window: #"{"every": "day", "timezone": "Europe/Berlin"}"#)
        for time in ["2025-10-25T00:00:00Z", "2025-10-26T00:00:00Z", "2025-10-27T01:00:00Z", "2025-10-28T01:00:00Z"] {
            try await bench.invoke(start(plan, time), at: time)
            try await bench.finishStatements()
        }
        #expect(days(bench) == ["2025-10-24", "2025-10-25", "2025-10-26", "2025-10-27"])
        let sql = bench.cloud.world.with { $0.statements[2].sql }
        #expect(sql.contains("TIMESTAMP ''2025-10-25 22:00:00''"))
        #expect(sql.contains("TIMESTAMP ''2025-10-26 23:00:00''"))
    }

    @Test func aScheduleAheadOfTheClockRunsNoWindowThatIsNotOver() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let envelope =
            #"{"detail-type":"Scheduled Event","source":"aws.scheduler","time":"2026-12-24T02:00:00Z","resources":["\#(Self.schedule)"],"detail":"{}"}"#
        try await bench.invoke(envelope)
        #expect(bench.cloud.world.with { $0.statements.allSatisfy { $0.sql.contains("2026-11-20") } })
    }
}
