import MySQL

/// Counts in MySQL and MariaDB through libmariadb. The consistent snapshot belongs to one connection and cannot be
/// shared.
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
