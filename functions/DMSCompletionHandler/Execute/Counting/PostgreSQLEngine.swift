import PostgreSQL

/// Counts in PostgreSQL through libpq, in one exported snapshot that all connections share.
struct PostgreSQLEngine: DatabaseEngine {
    func withSnapshot<Value: Sendable>(
        _ request: SnapshotRequest,
        _ body: (any DatabaseSnapshot) async throws -> Value
    ) async throws -> Value {
        try await CountingError.mapping {
            try await PostgresSnapshot.withSnapshot(
                of: request.server,
                connections: request.connections,
                request.limits
            ) { snapshot in
                try await body(PostgresCountSnapshot(snapshot: snapshot))
            }
        }
    }
}
