/// A read-only view of one moment of a database, shared by its connections.
protocol DatabaseSnapshot: Sendable {
    /// The reason why the counts are not all of one moment, which follows "counted (kind), "; `nil` when they are.
    var caveat: String? { get }

    /// Lists the tables and views that the user can see, without those of the server itself. Names are the server's own
    /// spelling.
    ///
    /// - Throws: ``CountingError`` or `CancellationError`.
    func relations() async throws -> [SourceCatalogEntry]

    /// Runs `count` once for each job, each on one connection of the snapshot.
    ///
    /// - Returns: the results in the order of the jobs.
    /// - Throws: ``CountingError``, `CancellationError`, or the first error of `count`; the rest is cancelled.
    func counts(
        of jobs: [CountJob],
        _ count: @escaping @Sendable (any SnapshotTableCounter, CountJob) async throws -> DatabaseCounts.Count
    ) async throws -> [DatabaseCounts.Count]
}

extension DatabaseSnapshot {
    var caveat: String? { nil }
}
