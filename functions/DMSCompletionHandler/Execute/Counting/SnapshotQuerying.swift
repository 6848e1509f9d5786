import DatabaseClient

/// A database snapshot that is queried through one connection. The statements contain every value as a literal and have
/// no bound parameters.
protocol SnapshotQuerying: Sendable {
    associatedtype Dialect: CountDialect
    associatedtype Row: DatabaseRow

    /// The reason why the snapshot's counts are not all from one moment; `nil` when they are.
    var caveat: String? { get }

    /// Runs one statement.
    ///
    /// - Throws: `DatabaseError` or `CancellationError`.
    func query(_ sql: String) async throws -> DatabaseRows<Row>

    /// Checks that the snapshot is still open. It is called after an error with one table, before the next table.
    ///
    /// - Throws: ``CountingError`` when the error ended the transaction.
    func checkTransaction(after error: DatabaseError) async throws
}
