import DatabaseClient
import PostgreSQL
import Synchronization
import Testing

@Suite struct SnapshotTests {
    private let limits = StatementLimits(statementTimeout: .seconds(60))

    /// Runs `body` with a table of its own.
    private func withTable(_ name: String, _ body: (PostgresConnection) async throws -> Void) async throws {
        let connection = try await PostgresConnection.connect(try server())
        defer { connection.close() }
        _ = try await connection.query("CREATE TABLE \(name) (n int)", timeout: .seconds(30))
        do { try await body(connection) } catch {
            _ = try await connection.query("DROP TABLE \(name)", timeout: .seconds(30))
            throw error
        }
        _ = try await connection.query("DROP TABLE \(name)", timeout: .seconds(30))
    }

    @Test func everyConnectionSeesTheMomentOfTheFirst() async throws {
        try await withTable("moment") { writer in
            _ = try await writer.query("INSERT INTO moment SELECT generate_series(1, 10)", timeout: .seconds(30))
            let counts = try await PostgresSnapshot.withSnapshot(of: try server(), connections: 4, limits) { snapshot in
                // After the snapshot: nobody in it may see these.
                _ = try await writer.query("INSERT INTO moment SELECT generate_series(1, 5)", timeout: .seconds(30))
                return try await snapshot.map(Array(0..<12)) { reader, _ in
                    let row = try await reader.query("SELECT count(*), pg_backend_pid() FROM moment").one()
                    return (rows: try row.integer(0), pid: try row.integer(1))
                }
            }
            #expect(counts.map(\.rows) == Array(repeating: 10, count: 12))
            #expect(Set(counts.map(\.pid)).count <= 4)
        }
    }

    @Test func usesAsManyConnectionsAsItMayAndNoMore() async throws {
        let gate = Barrier(4)
        let pids = try await PostgresSnapshot.withSnapshot(of: try server(), connections: 4, limits) { snapshot in
            try await snapshot.map(Array(0..<4)) { reader, _ in
                // Nobody goes on before all four are here: each must be on a connection of its own.
                await gate.arrive()
                return try await reader.query("SELECT pg_backend_pid()").one().integer(0)
            }
        }
        #expect(Set(pids).count == 4)
    }

    @Test func nothingCanBeWritten() async throws {
        let error = await #expect(throws: DatabaseError.self) {
            try await PostgresSnapshot.withSnapshot(of: try server(), connections: 2, limits) { snapshot in
                try await snapshot.query("CREATE TABLE must_not_be (n int)")
            }
        }
        #expect(error?.code == .sqlState("25006"))
    }

    @Test func theServerKeepsTheStatementTimeout() async throws {
        let limits = StatementLimits(statementTimeout: .milliseconds(200))
        let error = await #expect(throws: DatabaseError.self) {
            try await PostgresSnapshot.withSnapshot(of: try server(), connections: 1, limits) { snapshot in
                try await snapshot.query("SELECT pg_sleep(600)")
            }
        }
        #expect(error?.kind == .statementCancelled)
        #expect(error?.code == .sqlState("57014"))
    }

    @Test func resultsComeInTheOrderOfTheItems() async throws {
        let items = (0..<40).map { "\($0)" }
        let answers = try await PostgresSnapshot.withSnapshot(of: try server(), connections: 3, limits) { snapshot in
            try await snapshot.map(items) { reader, item in try await reader.query("SELECT $1", [item]).one().text(0) }
        }
        #expect(answers == items)
    }

    @Test func noItemsNeedNoConnectionButTheFirst() async throws {
        let answers = try await PostgresSnapshot.withSnapshot(of: try server(), connections: 4, limits) { snapshot in
            try await snapshot.map([Int]()) { _, item in item }
        }
        #expect(answers.isEmpty)
    }

    /// The server has room for this user once only: the rest of the work is done on the first connection.
    @Test func aServerWithLittleRoomGetsFewerConnections() async throws {
        let admin = try await PostgresConnection.connect(try server())
        defer { admin.close() }
        _ = try await admin.query("DROP ROLE IF EXISTS lonely", timeout: .seconds(30))
        _ = try await admin.query("CREATE ROLE lonely LOGIN CONNECTION LIMIT 1 PASSWORD 'pw'", timeout: .seconds(30))
        var lonely = try server()
        lonely.user = "lonely"
        lonely.password = "pw"
        let pids = try await PostgresSnapshot.withSnapshot(of: lonely, connections: 4, limits) { snapshot in
            try await snapshot.map(Array(0..<8)) { reader, _ in
                try await reader.query("SELECT pg_backend_pid()").one().integer(0)
            }
        }
        #expect(pids.count == 8)
        #expect(Set(pids).count == 1)
    }

    @Test func anErrorOfOneItemIsTheErrorOfAll() async throws {
        let error = await #expect(throws: DatabaseError.self) {
            try await PostgresSnapshot.withSnapshot(of: try server(), connections: 2, limits) { snapshot in
                try await snapshot.map(["1", "nonsense", "3"]) { reader, item in
                    try await reader.query("SELECT $1::int", [item]).one().integer(0)
                }
            }
        }
        #expect(error?.code == .sqlState("22P02"))
    }
}

/// Holds everybody until so many are there.
private final class Barrier: Sendable {
    private struct State {
        var missing: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(_ count: Int) { state = Mutex(State(missing: count)) }

    func arrive() async {
        await withCheckedContinuation { continuation in
            let ready = state.withLock { state -> [CheckedContinuation<Void, Never>] in
                state.missing -= 1
                state.waiting.append(continuation)
                guard state.missing <= 0 else { return [] }
                defer { state.waiting = [] }
                return state.waiting
            }
            for continuation in ready { continuation.resume() }
        }
    }
}
