import DatabaseClient

/// A snapshot of one connection to a server whose statements bind no values.
protocol SnapshotQuerying: Sendable {
    associatedtype Dialect: CountDialect
    associatedtype Row: DatabaseRow

    /// The reason why its counts are not all of one moment; `nil` when they are.
    var caveat: String? { get }

    /// Runs one statement.
    ///
    /// - Throws: `DatabaseError` or `CancellationError`.
    func query(_ sql: String) async throws -> DatabaseRows<Row>

    /// Checks, after an error of one table, that the next table is counted in the same moment.
    ///
    /// - Throws: ``CountingError`` when the error ended the transaction.
    func checkTransaction(after error: DatabaseError) async throws
}
