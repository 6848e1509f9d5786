import TestSupport
import Testing
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
        // What was done stays done.
        #expect(bench.cloud.world.with { $0.published[ordersKey]?.count } == 1)
    }
}

@Suite struct AutomaticRetryTests {
    private func run(_ bench: UnloaderBench, _ id: String) async throws -> UnloaderBench.Answer.Run {
        try #require(try await bench.invoke(#"{"status": "\#(id)"}"#).run)
    }

    /// Issue 11.23: another attempt for what may pass, a bounded number of times.
    @Test(arguments: [
        "ERROR: 1023 DETAIL: Serializable isolation violation on table",
        "S3ServiceException:Please reduce your request rate,Status 503,Error SlowDown",
    ])
    func whatMayPassIsAttemptedAgain(message: String) async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with { $0.script = { $0.name.hasSuffix("/1") ? .init(end: .failed(message)) : .init() } }
        let id = try #require(try await bench.invoke(startEvent()).run?.id)
        try await bench.finishStatements()
        let waiting = try await run(bench, id)
        #expect(waiting.state("orders") == "waiting")
        #expect(waiting.exports.first?.message == message)
        #expect(waiting.exports.first?.retryAt?.isEmpty == false)
        try await bench.invoke(#"{"sweep": true}"#)
        #expect(bench.cloud.world.with { $0.statements.count } == 1)
        bench.pass(.seconds(301))
        try await bench.invoke(#"{"sweep": true}"#)
        try await bench.finishStatements()
        #expect(try await run(bench, id).status == "succeeded")
        #expect(bench.dataset(ordersKey)?["attempt"]?.int == 2)
    }

    @Test func itEndsAfterThePlansAttempts() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with { $0.script = { _ in .init(end: .failed("error: 1023")) } }
        let plan = inlinePlan([orders], more: #""retry": {"attempts": 2, "wait": "1m"},"#)
        let id = try #require(try await bench.invoke(startEvent(plan: plan)).run?.id)
        for _ in 0..<4 {
            try await bench.finishStatements()
            bench.pass(.seconds(61))
            try await bench.invoke(#"{"sweep": true}"#)
        }
        let failed = try await run(bench, id)
        #expect(failed.state("orders") == "Failed")
        #expect(failed.exports.first?.message?.contains("attempt 2 of 2") == true)
        #expect(bench.cloud.world.with { $0.statements.count } == 2)
    }

    @Test func aPausedWarehouseIsWaitedFor() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with {
            $0.failures = [
                .init(operation: "BatchExecuteStatement", code: "ValidationException", message: "Cluster is paused")
            ]
        }
        let id = try #require(try await bench.invoke(startEvent()).run?.id)
        #expect(try await run(bench, id).state("orders") == "waiting")
        bench.pass(.seconds(301))
        try await bench.invoke(#"{"sweep": true}"#)
        try await bench.finishStatements()
        #expect(try await run(bench, id).status == "succeeded")
    }

    @Test func aMistakeIsNotAttemptedAgain() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with { $0.script = { _ in .init(end: .failed(#"relation "paused" does not exist"#)) } }
        let id = try #require(try await bench.invoke(startEvent()).run?.id)
        try await bench.finishStatements()
        #expect(try await run(bench, id).status == "failed")
    }
}

@Suite struct ReaderTests {
    /// Issue 11.19: whoever reads a place by its prefix reads just the dataset.
    @Test func aPublishedPrefixHoldsOnlyWhatReadersMayRead() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with { $0.script = { $0.name.hasSuffix("/1") ? .init(count: 7) : .init() } }
        let id = try #require(try await bench.invoke(startEvent()).run?.id)
        try await bench.finishStatements()
        // The attempt that did not check is gone.
        #expect(bench.cloud.world.with { $0.objects.isEmpty })
        try await bench.invoke(#"{"retry": "\#(id)"}"#)
        try await bench.finishStatements()
        #expect(bench.cloud.world.with { $0.strayObjects } == [])
        #expect(bench.cloud.world.with { $0.objects.keys.filter { $0.hasSuffix("/2/_manifest") }.count } == 1)
        // Another run of the same window takes the place of the first one's files.
        let other = try #require(try await bench.invoke(startEvent([#"{"table": "orders", "where": "true"}"#])).run?.id)
        try await bench.finishStatements()
        try await bench.invoke(#"{"retry": "\#(other)"}"#)
        try await bench.finishStatements()
        #expect(bench.cloud.world.with { $0.strayObjects } == [])
        #expect(bench.cloud.world.with { $0.objects.keys.filter { $0.contains(id) } } == [])
    }

    @Test(arguments: [("none", 0), ("gzip", 20), ("bzip2", 14), ("zstd", 13)])
    func anEmptyDatasetNamesAFileThatCOPYCanLoad(compression: String, bytes: Int) async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with { $0.script = { _ in .init(files: [], hasManifest: false) } }
        let export = #"{"table": "orders", "format": "csv", "compression": "\#(compression)"}"#
        try await bench.invoke(startEvent([export]))
        try await bench.finishStatements()
        let dataset = try #require(bench.dataset(ordersKey))
        #expect(dataset["rows"]?.int == 0)
        let url = try #require(dataset["entries"]?.array?.first?["url"]?.string)
        #expect(bench.cloud.world.with { $0.objects[String(url.dropFirst(5))]?.count } == bytes)
    }

    @Test func datasetsBecomePartitionsWhenAsked() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let catalog =
            ##""catalog": {"database": "lake", "table": "orders", "partition": ["${window.from:yyyy-MM-dd}"]}"##
        for condition in ["true", "1 = 1"] {
            try await bench.invoke(startEvent([#"{"table": "orders", "where": "\#(condition)", \#(catalog)}"#]))
            try await bench.finishStatements()
        }
        let partition = try #require(bench.cloud.world.with { $0.partitions["lake.orders/2026-11-20"] })
        let run = try #require(bench.dataset(ordersKey)?["run"]?.string)
        #expect(
            partition["StorageDescriptor"]?["Location"]?.string
                == "s3://example-lake/lake/orders/2026-11-20/\(run)/1/"
        )
        #expect(partition["StorageDescriptor"]?["InputFormat"]?.string == "parquet")
    }
}

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
