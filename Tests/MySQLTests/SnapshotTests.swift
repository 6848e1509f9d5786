import DatabaseClient
import MySQL
import Testing

@Suite struct SnapshotTests {
    private let limits = StatementLimits(statementTimeout: .seconds(60))

    @Test func everyStatementSeesTheMomentOfItsBeginning() async throws {
        let writer = try await MySQLConnection.connect(try server())
        defer { writer.close() }
        for sql in [
            "CREATE DATABASE IF NOT EXISTS example_moment",
            "CREATE OR REPLACE TABLE example_moment.t (n int) ENGINE=InnoDB",
            "INSERT INTO example_moment.t VALUES (1), (2), (3)",
            // A server whose default would make the snapshot nothing.
            "SET GLOBAL TRANSACTION ISOLATION LEVEL READ COMMITTED",
        ] { _ = try await writer.query(sql, timeout: .seconds(30)) }
        let counts = try await MySQLSnapshot.withSnapshot(of: try server(), limits) { snapshot in
            // After the snapshot: nobody in it may see these.
            _ = try await writer.query("INSERT INTO example_moment.t VALUES (4), (5)", timeout: .seconds(30))
            var counts: [Int64] = []
            for _ in 0..<2 {
                counts.append(try await snapshot.query("SELECT COUNT(*) FROM example_moment.t").one().integer(0))
            }
            return counts
        }
        #expect(counts == [3, 3])
    }

    @Test func nothingCanBeWritten() async throws {
        let error = await #expect(throws: DatabaseError.self) {
            try await MySQLSnapshot.withSnapshot(of: try server(), limits) { snapshot in
                try await snapshot.query("DELETE FROM mysql.help_topic")
            }
        }
        #expect(error?.code == .mySQL(1792))
    }

    @Test func theServerKeepsTheStatementTimeout() async throws {
        let limits = StatementLimits(statementTimeout: .milliseconds(200))
        let error = await #expect(throws: DatabaseError.self) {
            try await MySQLSnapshot.withSnapshot(of: try server(), limits) { snapshot in
                try await snapshot.query("SELECT SLEEP(600)")
            }
        }
        #expect(error?.kind == .statementCancelled, "\(error.map { "\($0)" } ?? "")")
    }

    @Test func anErrorDoesNotEndTheSnapshot() async throws {
        let count = try await MySQLSnapshot.withSnapshot(of: try server(), limits) { snapshot in
            await #expect(throws: DatabaseError.self) { try await snapshot.query("SELECT example_missing") }
            return try await snapshot.query("SELECT @@in_transaction").one().integer(0)
        }
        #expect(count == 1)
    }
}
