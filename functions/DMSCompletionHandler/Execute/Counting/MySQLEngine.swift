import MySQL

/// Counts in MySQL and MariaDB through libmariadb: one consistent snapshot of one connection, which it cannot share.
struct MySQLEngine: DatabaseEngine {
    func withSnapshot<Value: Sendable>(
        of server: DatabaseServer,
        _ body: (any DatabaseSnapshot) async throws -> Value
    ) async throws -> Value {
        let address = MySQLServer(
            host: server.host,
            port: server.port,
            database: server.database,
            user: server.user,
            password: server.password,
            rootsFile: server.rootsFile,
            applicationName: "DMSCompletionHandler",
            connectTimeout: server.connectTimeout
        )
        let limits = MySQLSnapshot.Limits(statementTimeout: server.statementTimeout, deadline: server.deadline)
        return try await DatabaseError.mappingMySQL {
            try await MySQLSnapshot.withSnapshot(of: address, limits) { snapshot in
                try await body(MySQLCountSnapshot(snapshot: snapshot))
            }
        }
    }
}
