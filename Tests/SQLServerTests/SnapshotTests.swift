import DatabaseClient
import SQLServer
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct SnapshotTests {
    /// - Parameters: of `sys.databases`.
    private func ask(snapshotState: Int64, readCommitted: Int64) async throws -> (
        SQLServerSnapshot.Moment, [ScriptedSQLServer.Batch]
    ) {
        let server = try ScriptedSQLServer { sql in
            if sql.contains("sys.databases") {
                return .tokens(
                    ScriptedSQLServer.table(
                        [.intN("a"), .intN("b")],
                        [[.number(snapshotState), .number(readCommitted)]]
                    )
                )
            }
            return sql.hasPrefix("SELECT")
                ? .tokens(ScriptedSQLServer.table([.bigint("n")], [[.number(7)]])) : .tokens(ScriptedSQLServer.done)
        }
        defer { server.stop() }
        let moment = try await SQLServerSnapshot.withSnapshot(
            of: try server.address(),
            .init(statementTimeout: .seconds(20))
        ) {
            snapshot in
            let count = try await snapshot.query("SELECT COUNT_BIG(*) FROM [t]").one().integer(0)
            #expect(count == 7)
            return snapshot.moment
        }
        return (moment, server.batches)
    }

    @Test func readsOneMomentWhereTheDatabaseAllowsIt() async throws {
        let (moment, batches) = try await ask(snapshotState: 1, readCommitted: 0)
        #expect(moment == .snapshot)
        let begin = batches.firstIndex {
            $0.sql.contains("ISOLATION LEVEL SNAPSHOT") && $0.sql.contains("BEGIN TRANSACTION")
        }
        #expect(begin == 2)
        // The count belongs to the transaction.
        #expect(batches.last?.transaction == [1, 2, 3, 4, 5, 6, 7, 8])
        #expect(batches.first?.sql.contains("SET DATEFORMAT ymd") == true)
        #expect(batches.first?.sql.contains("SET LOCK_TIMEOUT 20000") == true)
    }

    /// 0 off, 2 and 3 on the way from one to the other.
    @Test(arguments: [Int64(0), 2, 3]) func saysThatThereIsNoCommonMoment(state: Int64) async throws {
        let (moment, batches) = try await ask(snapshotState: state, readCommitted: 0)
        #expect(moment == .none)
        #expect(!batches.contains { $0.sql.contains("SNAPSHOT;") })
    }

    @Test func saysThatEachStatementHasItsOwnMoment() async throws {
        let (moment, _) = try await ask(snapshotState: 0, readCommitted: 1)
        #expect(moment == .statement)
    }
}
