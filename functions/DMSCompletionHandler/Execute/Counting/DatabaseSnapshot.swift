/// A read-only view of a database at one moment, shared by several connections where the server allows it.
protocol DatabaseSnapshot: Sendable {
    /// The reason why the counts are not all from one moment; `nil` when they are. The manifest puts it after "counted
    /// (kind), ".
    var caveat: String? { get }

    /// Lists the tables and views that the user can see, except system tables. The names are spelled as the server
    /// stores them.
    ///
    /// - Throws: ``CountingError`` or `CancellationError`.
    func relations() async throws -> [SourceCatalogEntry]

    /// Runs `count` once for each job, on one of the snapshot's connections.
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
