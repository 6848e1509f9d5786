import SQLServer

/// Counts in SQL Server over TDS: one connection, and one moment where the database allows snapshots.
struct SQLServerEngine: DatabaseEngine {
    func withSnapshot<Value: Sendable>(
        of server: DatabaseServer,
        _ body: (any DatabaseSnapshot) async throws -> Value
    ) async throws -> Value {
        let instance = SQLServerInstance(
            host: server.host,
            port: server.port,
            database: server.database ?? "",
            user: server.user,
            password: server.password,
            rootsFile: server.rootsFile,
            applicationName: "DMSCompletionHandler",
            connectTimeout: server.connectTimeout
        )
        let limits = SQLServerSnapshot.Limits(statementTimeout: server.statementTimeout, deadline: server.deadline)
        return try await DatabaseError.mappingSQLServer {
            try await SQLServerSnapshot.withSnapshot(of: instance, limits) { snapshot in
                try await body(SQLServerCountSnapshot(snapshot: snapshot))
            }
        }
    }
}
