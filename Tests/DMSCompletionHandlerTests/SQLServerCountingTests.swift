import JSON
import Synchronization
import TestSupport
import Testing

@testable import DMSCompletionHandler

/// A scripted SQL Server as source, and another as target.
@Suite(.timeLimit(.minutes(1))) struct SQLServerCountingTests {
    /// The answers of a database with one table, `dbo.orders`.
    private struct Database: Sendable {
        var rows: Int64 = 50
        var snapshotState: Int64 = 1
        var isReadCommittedSnapshot: Int64 = 0
        /// Of `placed`, for the question of a value's type.
        var invalidValues: Int64 = 0
        var countFails: Int32?
        /// 1 open, 0 ended, -1 doomed.
        var transactionState: Int64 = 1

        func answer(_ sql: String) -> ScriptedSQLServer.Reply {
            typealias Server = ScriptedSQLServer
            func number(_ value: Int64) -> Server.Reply { .tokens(Server.table([.intN("n")], [[.number(value)]])) }
            if sql.contains("sys.databases") {
                let columns: [Server.Column] = [.intN("a"), .intN("b")]
                return .tokens(Server.table(columns, [[.number(snapshotState), .number(isReadCommittedSnapshot)]]))
            }
            if sql.contains("sys.objects") {
                let columns: [Server.Column] = [.nvarchar("s"), .nvarchar("o"), .nvarchar("t")]
                return .tokens(
                    Server.table(
                        columns,
                        [
                            [.text("dbo"), .text("orders"), .text("U ")],
                            [.text("dbo"), .text("all_orders"), .text("V ")],
                        ]
                    )
                )
            }
            if sql.contains("sys.columns") {
                let columns: [Server.Column] = [.nvarchar("c"), .nvarchar("t")]
                return .tokens(
                    Server.table(
                        columns,
                        [
                            [.text("Id"), .text("bigint")], [.text("Placed"), .text("datetime2")],
                            [.text("Doc"), .text("xml")],
                        ]
                    )
                )
            }
            if sql.contains("XACT_STATE") { return number(transactionState) }
            if sql.contains("TRY_CONVERT") { return number(invalidValues) }
            if sql.contains("COUNT_BIG") {
                if let countFails { return .tokens(Server.error(countFails, "Conversion failed.")) }
                return .tokens(Server.table([.bigint("n")], [[.number(rows)]]))
            }
            return .tokens(Server.done)
        }
    }

    private static func filter(_ column: String, _ value: String) -> String {
        #"[{"filter-type":"source","column-name":"\#(column)","filter-conditions":[{"filter-operator":"gte","value":"\#(value)"}]}]"#
    }

    /// - Returns: the outcome, the manifest, and the statements that the source got.
    private func run(
        _ source: Database,
        _ target: Database = Database(),
        dms: Int = 50,
        filters: String = "[]"
    ) async throws -> (HandlerHarness.Outcome, Manifest?, [String]) {
        let first = try ScriptedSQLServer { source.answer($0) }
        defer { first.stop() }
        let second = try ScriptedSQLServer { target.answer($0) }
        defer { second.stop() }
        var world = FakeAWS.World()
        world.migrations.tasks[HandlerHarness.task] = HandlerHarness.finished
        world.migrations.mappings =
            #"{"rules":[{"rule-type":"selection","rule-id":"1","rule-action":"include","object-locator":{"schema-name":"dbo","table-name":"orders"},"filters":\#(filters)}]}"#
        world.migrations.tables = [HandlerHarness.table("orders", rows: dms, schema: "dbo")]
        for (name, server) in [("source", first), ("target", second)] {
            world.secrets[name] = (
                "v1",
                #"{"host":"localhost","port":\#(server.port),"username":"tester","password":"example-secret","dbname":"shop"}"#
            )
        }
        let aws = try FakeAWS(world)
        let harness = try await HandlerHarness(
            aws,
            #""source":{"kind":"sqlserver","secret":"source"},"target":{"kind":"sqlserver","secret":"target"}"#,
            ["DATABASE_ROOTS": try TestCertificates.shared().rootsFile, "CONNECT_TIMEOUT_SECONDS": "40"]
        )
        let outcome = try await harness.run(HandlerHarness.stopped())
        #expect(!outcome.log.contains { $0.contains("example-secret") })
        let text = aws.world.withLock {
            $0.store.objects.values.first.map { String(decoding: $0.bytes, as: UTF8.self) }
        }
        return (outcome, text.flatMap { try? JSONDocument($0).decode(Manifest.self) }, first.batches.map(\.sql))
    }

    @Test func equalCountsPass() async throws {
        let (outcome, manifest, statements) = try await run(Database())
        #expect(outcome.names == ["Passed"], "\(outcome.first)")
        #expect(manifest?.tables.first?.rows.source == 50)
        #expect(manifest?.evidence.source == "counted (sqlserver)")
        #expect(statements.contains("SELECT COUNT_BIG(*) FROM [dbo].[orders]"))
    }

    @Test func missingRowsAreFoundInTheSource() async throws {
        var source = Database()
        source.rows = 53
        let (outcome, _, _) = try await run(source)
        #expect(outcome.names == ["Quarantined"], "\(outcome.first)")
        let reason = outcome.first["quarantinedTables"]?.elements.first?["reason"]?.string
        #expect(reason == "source 53, DMS 50, target 50 rows: a difference of 3")
    }

    @Test func theManifestSaysWhenCountsAreNotOfOneMoment() async throws {
        var source = Database()
        source.snapshotState = 0
        var target = source
        target.isReadCommittedSnapshot = 1
        let (outcome, manifest, _) = try await run(source, target)
        #expect(outcome.names == ["Passed"], "\(outcome.first)")
        #expect(manifest?.evidence.source.hasPrefix("counted (sqlserver), while rows may change") == true)
        #expect(manifest?.evidence.target.hasPrefix("counted (sqlserver), each table at a moment of its own") == true)
    }

    @Test func filtersAreWrittenByTheColumnsType() async throws {
        let (outcome, _, statements) = try await run(Database(), filters: Self.filter("Id", "21"))
        #expect(outcome.names == ["Passed"], "\(outcome.first)")
        #expect(statements.contains("SELECT COUNT_BIG(*) FROM [dbo].[orders] WHERE ([Id] >= 21)"))
        let (dated, _, more) = try await run(Database(), filters: Self.filter("Placed", "2026-01-01"))
        #expect(dated.names == ["Passed"], "\(dated.first)")
        #expect(more.contains("SELECT COUNT_BIG(*) FROM [dbo].[orders] WHERE ([Placed] >= N'2026-01-01')"))
    }

    @Test(arguments: [("Id", "abc"), ("Placed", "not-a-date"), ("Doc", "<a/>")])
    func aFilterThatTheTableDoesNotTakeNeverPasses(column: String, value: String) async throws {
        var source = Database()
        source.invalidValues = 1
        let (outcome, _, statements) = try await run(source, filters: Self.filter(column, value))
        #expect(outcome.names == ["Quarantined"], "\(outcome.first)")
        // Nothing was asked that would have ended the transaction.
        #expect(!statements.contains { $0.contains("COUNT_BIG") })
    }

    @Test func anErrorThatLeavesTheTransactionHoldsItsTableAlone() async throws {
        var source = Database()
        source.countFails = 207
        let (outcome, _, _) = try await run(source)
        #expect(outcome.names == ["Quarantined"], "\(outcome.first)")
    }

    @Test(arguments: [Int64(0), -1]) func anErrorThatEndedTheTransactionBlocksTheCheck(state: Int64) async throws {
        var source = Database()
        source.countFails = 245
        source.transactionState = state
        let error = await #expect(throws: HandlerError.self) { try await run(source) }
        #expect(error?.errorType == "DMS.Blocked")
        #expect(error?.errorMessage.contains("ended the transaction") == true)
    }
}
