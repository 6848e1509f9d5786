import Testing
import TestSupport

@testable import RedshiftUnloader

@Suite struct ValueWatermarkTests {
    private func plan(_ more: String = "") -> String {
        inlinePlan(
            [#"{"table": "a", "before": ["SET query_group TO 'etl'"], "database": "other"}"#],
            window: #"{"watermark": "id", "type": "integer", "initial": 0\#(more)}"#,
            defaults: ##"{"schema": "s", "to": "${export}/${run}/"}"##
        )
    }

    private func status(_ bench: UnloaderBench) -> String? {
        bench.cloud.world.with { $0.item("watermark#inline", "a")?["status"]?["S"]?.string }
    }

    @Test(arguments: [("", "\"id\" > 41 "), (#", "lookback": 10"#, "\"id\" > 31 ")])
    func theNextWindowBeginsAboveTheGreatestValue(lookback: String, bound: String) async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with { $0.script = { _ in .init(upper: ["longValue": 41]) } }
        try await bench.invoke(startEvent(id: "one", plan: plan(lookback)))
        try await bench.finishStatements()
        #expect(status(bench) == "41")
        let first = try #require(bench.cloud.world.with { $0.statements.first })
        #expect(first.sqls.first == "SET query_group TO 'etl'")
        #expect(first.sql.contains("\"id\" > 0 "))
        #expect(first.body["Database"]?.string == "other")
        try await bench.invoke(startEvent(id: "two", plan: plan(lookback)))
        #expect(bench.cloud.world.with { $0.statements.last?.sql.contains(bound) } == true)
    }

    /// Issue 11.23: watermarks by text and by date, from the first run to the third.
    @Test func aTextsNextWindowBeginsAboveTheGreatestByBytes() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let text = inlinePlan(
            [#"{"table": "a"}"#],
            window: #"{"watermark": "lsn", "type": "text", "initial": "0/0"}"#,
            defaults: ##"{"schema": "s", "to": "${export}/${run}/"}"##
        )
        for (id, upper, bound) in [("1", "0/é'\\", "0/0"), ("2", "0/z", "0/é''\\\\"), ("3", "1", "0/é''\\\\")] {
            bench.cloud.world.with { $0.script = { _ in .init(upper: ["stringValue": .string(upper)]) } }
            try await bench.invoke(startEvent(id: id, plan: text))
            let sql = try #require(bench.cloud.world.with { $0.statements.last?.sqls.first { $0.hasPrefix("UNLOAD") } })
            let select = try #require(SQLText(sql)?.literals.first)
            #expect(select.contains("\"lsn\" > '\(bound)' "), "\(select)")
            try await bench.finishStatements()
        }
        // "0/z" is before "0/é'…" byte by byte: the watermark does not move back.
        #expect(status(bench) == "\"1\"")
    }

    @Test func aDatesWindowsAreWholeDaysOfItsZone() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let plan = inlinePlan(
            [#"{"table": "a"}"#],
            window:
                #"{"watermark": "day", "type": "date", "timezone": "Asia/Tokyo", "lag": "2h", "initial": "2026-11-19T15:00:00Z"}"#,
            defaults: ##"{"schema": "s", "to": "${export}/${run}/"}"##
        )
        var bounds: [String] = []
        for time in ["2026-11-21T16:00:00Z", "2026-11-21T18:00:00Z", "2026-11-23T18:00:00Z"] {
            let schedule =
                #""scheduleArn": "arn:aws:scheduler:us-east-1:1:schedule/default/a", "scheduledTime": "\#(time)""#
            try await bench.invoke(#"{"plan": \#(plan), \#(schedule)}"#, at: time)
            let sql = bench.cloud.world.with { $0.statements.last?.sql ?? "" }
            bounds.append(String(sql.matches(of: /DATE ''([0-9-]+)''/).map(\.output.1).joined(separator: " ")))
            try await bench.finishStatements()
        }
        #expect(bounds == ["2026-11-20 2026-11-21", "2026-11-21 2026-11-22", "2026-11-22 2026-11-24"])
    }

    @Test func aGreatestValueOfAnotherTypeIsAFailureThatSaysSo() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with { $0.script = { _ in .init(upper: ["stringValue": "x"]) } }
        let id = try #require(try await bench.invoke(startEvent(id: "one", plan: plan())).run?.id)
        try await bench.finishStatements()
        let run = try #require(try await bench.invoke(#"{"status": "\#(id)"}"#).run)
        #expect(run.state("a") == "Failed")
        #expect(run.exports.first?.message?.contains("not of the type") == true)
        #expect(status(bench) == "not begun")
    }

    @Test func noRowAtAllLeavesTheWatermark() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with { $0.script = { _ in .init(files: []) } }
        let id = try #require(try await bench.invoke(startEvent(id: "one", plan: plan())).run?.id)
        try await bench.finishStatements()
        #expect(try await bench.invoke(#"{"status": "\#(id)"}"#).run?.state("a") == "Empty")
        #expect(status(bench) == "not begun")
    }

    @Test func anotherTypeOfColumnIsRefused() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with { $0.script = { _ in .init(upper: ["longValue": 41]) } }
        try await bench.invoke(startEvent(id: "one", plan: plan()))
        try await bench.finishStatements()
        let text = plan().replacing(#""type": "integer", "initial": 0"#, with: #""type": "text", "initial": """#)
        let run = try #require(try await bench.invoke(startEvent(id: "two", plan: text)).run)
        #expect(run.state("a") == "Failed")
        #expect(run.exports.first?.message?.contains("another type") == true)
    }
}
