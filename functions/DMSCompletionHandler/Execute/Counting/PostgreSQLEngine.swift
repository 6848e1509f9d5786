import PostgreSQL

/// Counts in PostgreSQL through libpq: one exported snapshot, shared by all connections.
struct PostgreSQLEngine: DatabaseEngine {
    func withSnapshot<Value: Sendable>(
        of server: DatabaseServer,
        _ body: (any DatabaseSnapshot) async throws -> Value
    ) async throws -> Value {
        let address = PostgresServer(
            host: server.host,
            port: server.port,
            database: server.database ?? "",
            user: server.user,
            password: server.password,
            rootsFile: server.rootsFile,
            applicationName: "DMSCompletionHandler",
            connectTimeout: server.connectTimeout
        )
        let limits = ReadOnlySnapshot.Limits(
            connections: server.connections,
            statementTimeout: server.statementTimeout,
            deadline: server.deadline
        )
        return try await DatabaseError.mapping {
            try await ReadOnlySnapshot.withSnapshot(of: address, limits) { snapshot in
                try await body(PostgreSQLSnapshot(snapshot: snapshot))
            }
        }
    }
}
