import Testing
import TestSupport
import UTCTime

@testable import RedshiftUnloader

@Suite struct RunTests {
    @Test func submitsAndEndsAndPublishesWhenTheEventComes() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let answer = try await bench.invoke(startEvent())
        let run = try #require(answer.run)
        #expect(run.status == "open")
        #expect(run.state("orders") == "submitted")
        let statement = try #require(bench.cloud.world.with { $0.statements.first })
        #expect(statement.name == "redshift-unloader/\(run.id)/orders/1")
        #expect(statement.body["WorkgroupName"]?.string == "example")
        #expect(statement.body["Sqls"]?.array?.map(\.string).contains("select pg_last_unload_count()") == true)
        #expect(statement.sql.contains("TO 's3://example-lake/lake/orders/2026-11-20/_unload/\(run.id)-1/'"))
        #expect(bench.dataset(ordersKey) == nil)

        try await bench.finishStatements()
        let dataset = try #require(bench.dataset(ordersKey))
        #expect(dataset["rows"]?.int == 42)
        #expect(dataset["files"]?.int == 2)
        #expect(dataset["bytes"]?.int == 126)
        #expect(dataset["entries"]?.array?.first?["mandatory"] == .bool(true))
        #expect(dataset["window"]?["from"]?.string == "2026-11-20T00:00:00.000Z")
        #expect(dataset["statementId"]?.string == statement.id)
        #expect(dataset["statementMilliseconds"]?.int == 2000)
        #expect(dataset["queryHash"]?.string?.utf8.count == 64)
        #expect(dataset["schema"]?["elements"]?.array?.count == 1)
        let after = try #require(try await bench.invoke(#"{"status": "\#(run.id)"}"#).run)
        #expect(after.status == "succeeded")
        #expect(after.exports.first?.dataset == "s3://\(ordersKey)")
        #expect(bench.cloud.world.with { $0.openWork } == [])
    }

    @Test func twoDeliveriesOfOneScheduleStartOneRun() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        async let first = bench.invoke(UnloaderBench.schedule, requestID: "a")
        async let second = bench.invoke(UnloaderBench.schedule, requestID: "b")
        let runs = try await [first, second].compactMap(\.run)
        #expect(runs[0].id == runs[1].id)
        #expect(runs.filter { $0.isNew == true }.count == 1)
        #expect(bench.cloud.world.with { $0.statements.count } == 4)
        // Scheduler's envelope of the same schedule and time is the same run; another time is another.
        let envelope =
            #"{"version":"0","id":"x","detail-type":"Scheduled Event","source":"aws.scheduler","time":"2026-11-21T02:00:00Z","resources":["arn:aws:scheduler:us-east-1:123456789012:schedule/default/a"],"detail":"{}"}"#
        #expect(try await bench.invoke(envelope).run?.id == runs[0].id)
        let later = envelope.replacing("21T02", with: "21T03")
        // The same window is the same run: it is done.
        #expect(try await bench.invoke(later).run?.id == runs[0].id)
    }

    @Test func aRepeatedEventChangesNothing() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        try await bench.invoke(startEvent(threeTables))
        try await bench.finishStatements(deliver: 3)
        #expect(bench.cloud.world.with { $0.published.values.map(\.count) } == [1, 1, 1])
        #expect(bench.cloud.world.with { $0.statements.count } == 3)
    }

    @Test func theSweeperFinishesWhatNoEventCameFor() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        try await bench.invoke(startEvent(threeTables))
        bench.cloud.world.with { world in
            for index in world.statements.indices { FakeRedshift.end(index, &world) }
        }
        let sweep = try #require(try await bench.invoke(#"{"sweep": true}"#).sweep)
        #expect(sweep.closed == 1)
        #expect(sweep.open == 0)
        #expect(bench.cloud.world.with { $0.published.count } == 3)
        #expect(try await bench.invoke(#"{"sweep": true}"#).sweep?.closed == 0)
    }

    @Test func aFailureDoesNotStopTheOthersAndIsRetriedAlone() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with {
            $0.script = { statement in
                statement.name.hasSuffix("/lines/1")
                    ? .init(end: .failed("ERROR: relation \"sales.lines\" does not exist")) : .init()
            }
        }
        let id = try #require(try await bench.invoke(startEvent(threeTables)).run?.id)
        try await bench.finishStatements()
        let failed = try #require(try await bench.invoke(#"{"status": "\#(id)"}"#).run)
        #expect(failed.status == "partial")
        #expect(failed.state("orders") == "Unloaded")
        #expect(failed.exports.first { $0.name == "lines" }?.message?.contains("does not exist") == true)

        let again = try #require(try await bench.invoke(#"{"retry": "\#(id)"}"#).run)
        #expect(again.status == "open")
        #expect(again.round == 2)
        // Delivered twice, it is one retry.
        #expect(try await bench.invoke(#"{"retry": "\#(id)"}"#).run?.round == 2)
        #expect(bench.cloud.world.with { $0.statements.count } == 4)
        try await bench.finishStatements()
        #expect(try await bench.invoke(#"{"status": "\#(id)"}"#).run?.status == "succeeded")
        let lines = try #require(bench.dataset("example-lake/lake/lines/2026-11-20/_SUCCESS.json"))
        #expect(lines["attempt"]?.int == 2)
        #expect(lines["entries"]?.array?.allSatisfy { $0["url"]?.string?.contains("/unload-\(id)-2/") == true } == true)
        // There is nothing left to retry.
        #expect(try await bench.invoke(#"{"retry": "\#(id)"}"#).run?.round == 2)
    }
}
