import Testing
import TestSupport

@testable import RedshiftUnloader

@Suite struct ExportSubmitterTests {
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

    /// Attempts are counted from 1 again; the Data API would answer with the batch that the first table knew for eight hours.
    @Test func aStateTableThatIsMadeAnewStartsAStatementOfItsOwn() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        try await bench.invoke(startEvent(), requestID: "first")
        try await bench.finishStatements()
        bench.cloud.world.with { world in
            world.deleteItems { _ in true }
            world.objects = [:]
            world.published = [:]
        }
        try await bench.invoke(startEvent(), requestID: "second")
        #expect(bench.cloud.world.with { $0.statements.map(\.status) } == ["FINISHED", "STARTED"])
        #expect(bench.cloud.world.with { Set($0.statements.map(\.name)).count } == 1)
        try await bench.finishStatements()
        #expect(bench.dataset(ordersKey)?["rows"]?.int == 42)
    }

    /// A submission whose answer was lost, repeated by another invocation, is still the same.
    @Test func anotherInvocationRepeatsTheSameSubmission() async throws {
        let bench = try UnloaderBench()
        defer { bench.cloud.server.stop() }
        bench.cloud.world.with {
            $0.failures = [.init(operation: "BatchExecuteStatement", code: "ThrottlingException")]
        }
        try await bench.invoke(startEvent(), requestID: "first")
        func tokens() -> [String] {
            bench.cloud.server.requests.filter { $0.header("x-amz-target") == "RedshiftData.BatchExecuteStatement" }
                .compactMap { JSON($0.body)?["ClientToken"]?.string }
        }
        try await bench.invoke(#"{"sweep": true}"#, requestID: "second")
        #expect(tokens().count >= 2)
        #expect(Set(tokens()).count == 1)
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
}
