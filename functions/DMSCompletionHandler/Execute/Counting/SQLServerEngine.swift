import SQLServer

/// Counts in SQL Server over TDS: one connection, and one moment where the database allows snapshots.
struct SQLServerEngine: DatabaseEngine {
    func withSnapshot<Value: Sendable>(
        _ request: SnapshotRequest,
        _ body: (any DatabaseSnapshot) async throws -> Value
    ) async throws -> Value {
        try await CountingError.mapping {
            try await SQLServerSnapshot.withSnapshot(of: request.server, request.limits) { snapshot in
                try await body(SingleConnectionSnapshot(snapshot: snapshot))
            }
        }
    }
}
