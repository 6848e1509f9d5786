import Testing
import TestSupport

@testable import RedshiftUnloader

@Suite struct StatementLimitTests {
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
            try await bench.invoke(startEvent(plan: inlinePlan(threeTables, maximumStatements: 1))).run?.id
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
}
