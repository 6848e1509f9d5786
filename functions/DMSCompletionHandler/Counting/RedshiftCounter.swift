import AWSServices

/// Counts tables of a Redshift database through the Data API.
struct RedshiftCounter: Sendable {
    /// - Parameter token: names this stop: asking again finds the statement that was asked for before.
    /// - Throws: ``CheckBlocked``.
    func count(
        _ tables: [TableName],
        _ connection: RedshiftConnection,
        token: String,
        deadline: ContinuousClock.Instant
    ) async throws -> [TableName: Result<TableCounts.Side, TableCounts.Failure>] {
        throw CheckBlocked("counting Redshift is not there yet", isTransient: false)
    }
}
