/// The part of counting that differs between kinds of database servers. ``DatabaseCounter`` contains the common part.
protocol DatabaseEngine: Sendable {
    /// Connects, opens a read-only snapshot, and passes the snapshot to `body`. Closes every connection before it
    /// returns or throws.
    ///
    /// - Throws: ``CountingError``, `CancellationError`, or what `body` throws.
    func withSnapshot<Value: Sendable>(
        _ request: SnapshotRequest,
        _ body: (any DatabaseSnapshot) async throws -> Value
    ) async throws -> Value
}
