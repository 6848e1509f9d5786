import LambdaRuntime
import Testing
import TestSupport
import UTCTime

@testable import RedshiftUnloader

@Suite struct BackfillTests {
    private func backfill(_ members: String = "", from: String = "2026-11-01", to: String = "2026-11-06") -> String {
        #"{"backfill": {"plan": \#(inlinePlan([#"{"table": "orders"}"#])), "from": "\#(from)T00:00:00Z", "to": "\#(to)T00:00:00Z"\#(members)}}"#
    }

    @Test(arguments: [1, 2]) func runsEveryWindowInOrderAFewAtATime(concurrency: Int) async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let begun = try #require(try await bench.invoke(backfill(#", "concurrency": \#(concurrency)"#)).backfill)
        #expect(begun.windows == 5)
        #expect(begun.active.count == concurrency)
        // The same request again begins nothing.
        #expect(try await bench.invoke(backfill(#", "concurrency": \#(concurrency)"#)).backfill?.begun == concurrency)
        for _ in 0..<5 { try await bench.finishStatements() }
        let days = bench.cloud.world.with { $0.statements.map(\.name) }.compactMap { name in
            name.split(separator: "-").first { $0.hasPrefix("202611") }.map(String.init)
        }
        #expect(days.map { $0.prefix(8) } == ["20261102", "20261103", "20261104", "20261105", "20261106"])
        #expect(bench.cloud.world.with { $0.mostRunning } == concurrency)
        #expect(bench.cloud.world.with { $0.published.count } == 5)
        let over = try #require(try await bench.invoke(backfill(#", "concurrency": \#(concurrency)"#)).backfill)
        #expect(over.succeeded == 5)
        #expect(bench.cloud.world.with { $0.openWork } == [])
        // Another id makes it anew.
        #expect(try await bench.invoke(backfill(#", "id": "again""#)).backfill?.begun == 1)
    }

    @Test func aFailedWindowDoesNotStopTheOthers() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with { $0.script = { $0.sql.contains("2026-11-03/") ? .init(end: .failed("no")) : .init() } }
        try await bench.invoke(backfill())
        for _ in 0..<5 { try await bench.finishStatements() }
        let over = try #require(try await bench.invoke(backfill()).backfill)
        #expect(over.succeeded == 4)
        #expect(over.failed == 1)
    }

    @Test func windowsThatAreNotOverAreLeftOut() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let begun = try #require(try await bench.invoke(backfill(from: "2026-11-18", to: "2026-12-01")).backfill)
        #expect(begun.windows == 3)
        #expect(begun.notOver == 10)
    }

    @Test func aPausedOneBeginsNothingAndACancelledOneEnds() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let id = try #require(try await bench.invoke(backfill()).backfill?.id)
        #expect(try await bench.invoke(#"{"pause": "\#(id)"}"#).backfill?.status == "paused")
        try await bench.finishStatements()
        try await bench.invoke(#"{"sweep": true}"#)
        #expect(bench.cloud.world.with { $0.statements.count } == 1)
        #expect(try await bench.invoke(#"{"resume": "\#(id)"}"#).backfill?.status == "open")
        #expect(bench.cloud.world.with { $0.statements.count } == 2)
        #expect(try await bench.invoke(#"{"cancel": "\#(id)"}"#).backfill?.status == "cancelled")
        try await bench.invoke(#"{"sweep": true}"#)
        try await bench.invoke(#"{"sweep": true}"#)
        #expect(bench.cloud.world.with { $0.statements.map(\.status) } == ["FINISHED", "ABORTED"])
        #expect(bench.cloud.world.with { $0.openWork } == [])
        let over = try #require(try await bench.invoke(#"{"status": "\#(id)"}"#).backfill)
        #expect(over.succeeded == 1)
        #expect(over.failed == 1)
    }

    /// Issue 11.18: one that cannot go on is reported, and the others go on.
    @Test func aBrokenOneDoesNotStopTheSweep() async throws {
        let bench = try UnloaderBench(["PLAN_S3_URI": "s3://example-plans/"])
        defer { bench.cloud.server.stop() }
        func put(_ name: String, _ window: String) {
            let place = ##"{"schema": "s", "to": "\##(name)/${window.from:yyyy-MM-dd-HH}/", "window_column": "at"}"##
            let plan = inlinePlan([#"{"table": "orders"}"#], window: window, defaults: place, name: name)
            bench.cloud.world.with { $0.objects["example-plans/\(name).json"] = Array(plan.utf8) }
        }
        for name in ["changed", "gone", "good"] {
            put(name, #"{"every": "day"}"#)
            try await bench.invoke(
                #"{"backfill": {"plan": "\#(name)", "from": "2026-11-01T00:00:00Z", "to": "2026-11-04T00:00:00Z"}}"#
            )
        }
        put("changed", #"{"every": "hour"}"#)
        bench.cloud.world.with { $0.objects["example-plans/gone.json"] = nil }
        for _ in 0..<4 {
            bench.cloud.world.with { world in
                for index in world.statements.indices { FakeRedshift.end(index, &world) }
            }
            #expect(try await bench.invoke(#"{"sweep": true}"#).sweep?.stuck ?? 0 >= 2)
        }
        #expect(bench.cloud.world.with { $0.published.keys.filter { $0.contains("/good/") }.count } == 3)
        #expect(bench.cloud.world.with { $0.published.keys.filter { $0.contains("/changed/") }.count } == 1)
        // Mended, it goes on.
        put("changed", #"{"every": "day"}"#)
        try await bench.invoke(#"{"sweep": true}"#)
        try await bench.finishStatements()
        #expect(bench.cloud.world.with { $0.published.keys.filter { $0.contains("/changed/") }.count } == 2)
    }

    @Test func theSweeperTakesItOn() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        try await bench.invoke(backfill())
        for _ in 0..<6 {
            bench.cloud.world.with { world in
                for index in world.statements.indices { FakeRedshift.end(index, &world) }
            }
            try await bench.invoke(#"{"sweep": true}"#)
        }
        #expect(bench.cloud.world.with { $0.published.count } == 5)
    }

    /// Dies at each request of the beginning and of the first window's end; the sweeper brings it to its end.
    @Test(arguments: [true, false]) func survivesDyingAnywhere(isDone: Bool) async throws {
        var call = 1
        while true {
            let bench = try UnloaderBench()
            defer { bench.cloud.server.stop() }
            bench.cloud.world.with { $0.killAt = (call, isDone) }
            _ = try? await bench.invoke(backfill(to: "2026-11-03"))
            try? await bench.finishStatements()
            let isKilled = bench.cloud.world.with { world in
                let isKilled = world.isDead
                world.isDead = false
                world.killAt = nil
                return isKilled
            }
            // The caller got an error, and asks again.
            try await bench.invoke(backfill(to: "2026-11-03"))
            bench.pass(.seconds(1800))
            for _ in 0..<5 {
                bench.cloud.world.with { world in
                    for index in world.statements.indices { FakeRedshift.end(index, &world) }
                }
                try await bench.invoke(#"{"sweep": true}"#)
            }
            #expect(
                bench.cloud.world.with { $0.published.values.map { Set($0).count } } == [1, 1],
                "killed at \(call)"
            )
            #expect(
                bench.cloud.world.with { $0.openWork } == [],
                "killed at \(call)"
            )
            guard isKilled else { break }
            call += 1
        }
        #expect(call > 20)
    }

    @Test(arguments: [
        (
            #"{"watermark": "at", "initial": "2026-01-01T00:00:00Z"}"#, "2026-11-01", "2026-11-03",
            "windows of the calendar"
        ),
        (#"{"every": "hour"}"#, "2020-01-01", "2026-11-03", "more than"),
        (#"{"every": "day"}"#, "2026-11-21", "2026-12-03", "none of the 12 windows"),
        (#"{"every": "month"}"#, "2026-11-01", "2026-11-03", "no whole window"),
    ])
    func refusesWhatHasNoEnd(window: String, from: String, to: String, word: String) async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let plan = inlinePlan(
            [#"{"table": "orders"}"#],
            window: window,
            defaults: #"{"schema": "s", "to": "${export}/${window.to:yyyyMMddHH}/", "window_column": "at"}"#
        )
        let error = await #expect(throws: InvalidRequest.self) {
            try await bench.invoke(
                #"{"backfill": {"plan": \#(plan), "from": "\#(from)T00:00:00Z", "to": "\#(to)T00:00:00Z"}}"#
            )
        }
        #expect(error?.errorMessage.contains(word) == true)
    }
}
