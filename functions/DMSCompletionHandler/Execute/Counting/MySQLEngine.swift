import MySQL

/// Counts in MySQL and MariaDB through libmariadb: one consistent snapshot of one connection, which it cannot share.
struct MySQLEngine: DatabaseEngine {
    func withSnapshot<Value: Sendable>(
        _ request: SnapshotRequest,
        _ body: (any DatabaseSnapshot) async throws -> Value
    ) async throws -> Value {
        try await CountingError.mapping {
            try await MySQLSnapshot.withSnapshot(of: request.server, request.limits) { snapshot in
                try await body(SingleConnectionSnapshot(snapshot: snapshot))
            }
        }
    }
}
