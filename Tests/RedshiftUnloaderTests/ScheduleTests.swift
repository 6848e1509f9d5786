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

    /// Starts whose time is ahead of the clock, by hand and by a schedule, for windows of each kind: no bound of a statement is
    /// ahead of the clock, and the next start in time goes on where this one ended.
    @Test(
        arguments: [
            (#"{"every": "hour"}"#, "HH"), (#"{"every": "day"}"#, ""),
            (#"{"every": "day", "timezone": "Asia/Kathmandu", "lag": "90m"}"#, ""),
            (#"{"every": "day", "timezone": "Australia/Lord_Howe"}"#, ""), (#"{"every": "week"}"#, ""),
            (#"{"every": "month", "timezone": "America/Sao_Paulo"}"#, ""),
            (#"{"watermark": "at", "initial": "2026-11-19T00:00:00Z", "lag": "15m"}"#, "HHmmss"),
            (
                #"{"watermark": "at", "type": "date", "timezone": "Pacific/Kiritimati", "initial": "2026-11-18T10:00:00Z"}"#,
                "HHmmss"
            ),
        ],
        ["2026-11-21T02:00:01Z", "2026-11-21T03:30:00Z", "2026-11-22T01:59:59Z"]
    )
    func noStartReachesAheadOfTheClock(window: (String, String), time: String) async throws {
        let isMark = window.0.contains("watermark")
        let place = isMark ? "window.to:yyyyMMdd\(window.1)" : "window.from:yyyyMMdd\(window.1)"
        let type = window.0.contains(#""date""#) ? #", "window_type": "date""# : ""
        let column = isMark ? "" : #", "window_column": "at""#
        let defaults = #"{"schema": "s", "to": "${export}/${\#(place)}/"\#(type)\#(column)}"#
        let plan = inlinePlan([#"{"table": "a"}"#], window: window.0, defaults: defaults)
        for event in [start(plan, time), #"{"plan": \#(plan), "scheduledTime": "\#(time)", "id": "x"}"#] {
            let bench = try UnloaderBench()
            defer { bench.cloud.server.stop() }
            let now = bench.cloud.world.with { $0.now }
            try await bench.invoke(event)
            try await bench.finishStatements()
            let first = bench.cloud.world.with { $0.statements.map(\.sql) }
            #expect(!first.isEmpty)
            let later = "2026-11-22T05:00:00Z"
            try await bench.invoke(start(plan, later), at: later)
            for _ in 0..<30 { try await bench.finishStatements() }
            var windows = bench.cloud.world.with { $0.published }.filter { $0.key.hasSuffix("_SUCCESS.json") }
                .compactMap { $0.value.last.flatMap { JSON($0) }?["window"] }
                .compactMap { window in
                    window["from"]?.string.flatMap { UTCTime(iso8601: $0) }.map { from in
                        (from, window["to"]?.string.flatMap { UTCTime(iso8601: $0) } ?? from)
                    }
                }
            windows.sort { $0.0 < $1.0 }
            let firstEnd = try #require(windows.first?.1)
            #expect(firstEnd <= now, "\(firstEnd.rfc3339)")
            #expect(windows.allSatisfy { $0.1 <= (UTCTime(iso8601: later) ?? now) })
            // A schedule goes on from it; a start by hand moves a watermark alone.
            if event.contains("scheduleArn") || isMark {
                #expect(
                    zip(windows, windows.dropFirst()).allSatisfy { $0.1 == $1.0 },
                    "\(windows.map { $0.0.rfc3339 })"
                )
            }
        }
    }
}
