import SQLServer

/// Counts in SQL Server over TDS, on one connection. If the database allows snapshots, all counts are from one moment.
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
