import RedshiftSQL
import FoundationEssentials
import TestSupport
import Testing
import UTCTime

@testable import RedshiftUnloader

let orders = #"{"table": "orders"}"#
private let three = [orders, #"{"table": "lines"}"#, #"{"table": "customers"}"#]

func startEvent(_ exports: [String] = [orders], wait: Bool = false, id: String = "t", plan: String? = nil) -> String {
    #"{"plan": \#(plan ?? inlinePlan(exports)), "id": "\#(id)", "wait": \#(wait)}"#
}

/// Everything but the local clock and what a retry of a request leaves in it.
let ordersKey = "example-lake/lake/orders/2026-11-20/_SUCCESS.json"

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
        #expect(statement.body["Sqls"]?.array?.last?.string == "select pg_last_unload_count()")
        #expect(statement.sql.contains("TO 's3://example-lake/lake/orders/2026-11-20/\(run.id)/1/'"))
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
        try await bench.invoke(startEvent(three))
        try await bench.finishStatements(deliver: 3)
        #expect(bench.cloud.world.with { $0.published.values.map(\.count) } == [1, 1, 1])
        #expect(bench.cloud.world.with { $0.statements.count } == 3)
    }

    @Test func theSweeperFinishesWhatNoEventCameFor() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        try await bench.invoke(startEvent(three))
        bench.cloud.world.with { world in
            for index in world.statements.indices { FakeRedshift.end(index, &world) }
        }
        let sweep = try #require(try await bench.invoke(#"{"sweep": true}"#).sweep)
        #expect(sweep.closed == 1)
        #expect(sweep.open == 0)
        #expect(bench.cloud.world.with { $0.published.count } == 3)
        #expect(try await bench.invoke(#"{"sweep": true}"#).sweep?.closed == 0)
    }

    @Test func waitsForShortStatementsAndEndsBeforeTheDeadline() async throws {
        let bench = try UnloaderBench(["WAIT_MARGIN_SECONDS": "60"])
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with { $0.endsWhileWaiting = true }
        let done = try #require(try await bench.invoke(startEvent(wait: true), timeout: .seconds(120)).run)
        #expect(done.status == "succeeded")
        // With less time than the margin it does not wait, and the event finishes it.
        let short = try await bench.invoke(
            Array(startEvent(wait: true, id: "u", plan: inlinePlan([orders], name: "other")).utf8),
            timeout: .seconds(59)
        )
        #expect(short.answer.run?.status == "open")
        try await bench.finishStatements()
        #expect(bench.cloud.world.with { $0.published[ordersKey]?.count } == 2)
    }

    @Test(arguments: [nil, "ValidationException"])
    func longPollingIsUsedWhereThereIsAny(failure: String?) async throws {
        let bench = try UnloaderBench(["LONG_POLLING": "true", "WAIT_FOR_STATEMENTS": "true"])
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with { $0.endsWhileWaiting = true }
        // The first look, then the long poll.
        if let failure {
            bench.cloud.world.with {
                $0.failures = [
                    .init(operation: "DescribeStatement", code: "ThrottlingException"),
                    .init(operation: "DescribeStatement", code: failure),
                ]
            }
        }
        let run = try await bench.invoke(#"{"plan": \#(inlinePlan([orders]))}"#).run
        #expect(run?.status == "succeeded")
        let asked = bench.cloud.server.requests.filter { $0.header("x-amz-target") == "RedshiftData.DescribeStatement" }
        let held = asked.filter { $0.text.contains("WaitTimeSeconds") }
        #expect(held.count == 1)
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
        let id = try #require(try await bench.invoke(startEvent(three)).run?.id)
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
        #expect(lines["entries"]?.array?.allSatisfy { $0["url"]?.string?.contains("/2/") == true } == true)
        // There is nothing left to retry.
        #expect(try await bench.invoke(#"{"retry": "\#(id)"}"#).run?.round == 2)
    }

    @Test func statementsOverTheirLimitAreCancelled() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let id = try #require(try await bench.invoke(startEvent()).run?.id)
        bench.pass(.seconds(59 * 60))
        #expect(try await bench.invoke(#"{"sweep": true}"#).sweep?.open == 1)
        bench.pass(.seconds(60))
        try await bench.invoke(#"{"sweep": true}"#)
        #expect(bench.cloud.world.with { $0.statements[0].isCancelRequested })
        try await bench.invoke(#"{"sweep": true}"#)
        let run = try #require(try await bench.invoke(#"{"status": "\#(id)"}"#).run)
        #expect(run.status == "failed")
        #expect(run.state("orders") == "TimedOut")
    }

    @Test func aStatementThatCannotBeCancelledIsGivenUpOn() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with { $0.cancels = false }
        let id = try #require(try await bench.invoke(startEvent()).run?.id)
        bench.pass(.seconds(3600))
        try await bench.invoke(#"{"sweep": true}"#)
        bench.pass(.seconds(900))
        try await bench.invoke(#"{"sweep": true}"#)
        let run = try #require(try await bench.invoke(#"{"status": "\#(id)"}"#).run)
        #expect(run.state("orders") == "TimedOut")
        #expect(run.exports.first?.message?.contains("could not be cancelled") == true)
    }

    @Test func aStatementThatEndsWhileItIsCancelledIsPublished() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with { $0.cancels = false }
        let id = try #require(try await bench.invoke(startEvent()).run?.id)
        bench.pass(.seconds(3600))
        try await bench.invoke(#"{"sweep": true}"#)
        try await bench.finishStatements()
        #expect(try await bench.invoke(#"{"status": "\#(id)"}"#).run?.state("orders") == "Unloaded")
    }

    @Test func aCancelledRunSubmitsNoMore() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let id = try #require(
            try await bench.invoke(startEvent(plan: inlinePlan(three, maximumStatements: 1))).run?.id
        )
        try await bench.invoke(#"{"cancel": "\#(id)"}"#)
        let run = try #require(try await bench.invoke(#"{"status": "\#(id)"}"#).run)
        #expect(run.status == "cancelled")
        #expect(Set(run.exports.map(\.state)) == ["Cancelled"])
        #expect(bench.cloud.world.with { $0.statements.count } == 1)
    }

    @Test func anAbortThatNobodyHereAskedForIsAFailure() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with { $0.script = { _ in .init(end: .aborted) } }
        let id = try #require(try await bench.invoke(startEvent()).run?.id)
        try await bench.finishStatements()
        let run = try #require(try await bench.invoke(#"{"status": "\#(id)"}"#).run)
        #expect(run.status == "failed")
        #expect(run.state("orders") == "Failed")
        #expect(run.exports.first?.message?.contains("aborted at the database") == true)
    }

    @Test func noMoreStatementsAtATimeThanAllowed() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let tables = (1...9).map { #"{"table": "t\#($0)"}"# }
        let id = try #require(
            try await bench.invoke(startEvent(plan: inlinePlan(tables, maximumStatements: 2))).run?.id
        )
        for _ in 0..<9 {
            let names = bench.cloud.world.with { world in
                world.statements.indices.filter { world.statements[$0].status == "STARTED" }.map {
                    FakeRedshift.end($0, &world)
                    return world.statements[$0].name
                }
            }
            // Both events at the same time: the slots are counted all the same.
            try await withThrowingTaskGroup(of: Void.self) { group in
                for name in names { group.addTask { try await bench.invoke(UnloaderBench.statementEvent(name)) } }
                try await group.waitForAll()
            }
        }
        #expect(bench.cloud.world.with { $0.mostRunning } == 2)
        #expect(bench.cloud.world.with { $0.published.count } == 9)
        #expect(try await bench.invoke(#"{"status": "\#(id)"}"#).run?.status == "succeeded")
    }

    @Test(arguments: ["ActiveStatementsExceededException", "ThrottlingException", "DatabaseConnectionException"])
    func aBusyRedshiftIsAskedAgainLater(code: String) async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with { $0.failures = [.init(operation: "BatchExecuteStatement", code: code)] }
        let run = try #require(try await bench.invoke(startEvent()).run)
        #expect(run.status == "open")
        #expect(run.state("orders") == "submitting")
        try await bench.invoke(#"{"sweep": true}"#)
        try await bench.finishStatements()
        #expect(bench.cloud.world.with { $0.published[ordersKey]?.count } == 1)
    }

    @Test func aSubmissionThatFailsForGoodSaysWhy() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with {
            $0.failures = [.init(operation: "BatchExecuteStatement", code: "ResourceNotFoundException")]
        }
        let run = try #require(try await bench.invoke(startEvent()).run)
        #expect(run.status == "failed")
        #expect(run.exports.first?.message?.contains("ResourceNotFoundException") == true)
        bench.cloud.world.with {
            $0.failures = [.init(operation: "BatchExecuteStatement", code: "DatabaseConnectionException", times: 10)]
        }
        try await bench.invoke(#"{"retry": "\#(run.id)"}"#)
        for _ in 1..<10 { try await bench.invoke(#"{"sweep": true}"#) }
        #expect(try await bench.invoke(#"{"status": "\#(run.id)"}"#).run?.status == "failed")
        #expect(bench.cloud.world.with { $0.statements.isEmpty })
    }

    @Test func aForgottenStatementIsAFailureThatARetryMends() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        let id = try #require(try await bench.invoke(startEvent()).run?.id)
        bench.cloud.world.with { $0.statements = [] }
        try await bench.invoke(#"{"sweep": true}"#)
        #expect(
            try await bench.invoke(#"{"status": "\#(id)"}"#).run?.exports.first?.message?.contains("24 hours") == true
        )
        try await bench.invoke(#"{"retry": "\#(id)"}"#)
        try await bench.finishStatements()
        #expect(bench.dataset(ordersKey)?["attempt"]?.int == 2)
    }

    @Test func aSubmissionOfUnknownEndBecomesAnotherAttemptBeforeItsTokenIsForgotten() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with {
            $0.failures = [.init(operation: "BatchExecuteStatement", code: "ThrottlingException")]
        }
        try await bench.invoke(startEvent())
        bench.pass(.seconds(8 * 3600))
        try await bench.invoke(#"{"sweep": true}"#)
        #expect(bench.cloud.world.with { $0.statements.first?.name.hasSuffix("/orders/2") } == true)
    }

    @Test func everyStatementHasItsOwnTokenAndARepetitionTheSame() throws {
        func token(_ attempt: Int) throws -> String {
            try StatementName(prefix: "p", runID: "r", export: "e", attempt: attempt).batch(["select 1"]).clientToken
        }
        #expect(try token(1).utf8.count == 64)
        #expect(try token(1) == token(1))
        #expect(try token(1) != token(2))
        let name = StatementName(prefix: "p", runID: "r", export: "e", attempt: 1)
        #expect(StatementName(name.description, prefix: "p") == name)
        #expect(StatementName(name.description, prefix: "q") == nil)
        #expect(StatementName("p/r/e", prefix: "p") == nil)
    }
}
