/// The protocol of one kind of database server, as far as counting needs it. ``DatabaseCounter`` has the rest.
protocol DatabaseEngine: Sendable {
    /// Connects, opens a read-only view of one moment, and passes it to `body`. Closes every connection before it returns
    /// or throws.
    ///
    /// - Throws: ``CountingError``, `CancellationError`, or what `body` throws.
    func withSnapshot<Value: Sendable>(
        _ request: SnapshotRequest,
        _ body: (any DatabaseSnapshot) async throws -> Value
    ) async throws -> Value
}
