/// One connection's view of a snapshot. It stays usable after a ``CountingError`` of the kind
/// ``CountingError/Kind/doesNotFit``.
protocol SnapshotTableCounter: Sendable {
    /// Reads the columns of the table's primary key, in its order; empty when it has none.
    ///
    /// - Throws: ``CountingError`` or `CancellationError`.
    func primaryKey(of table: TableName) async throws -> [String]

    /// Counts the rows that the filters want. Quotes every name in the server's way, and never puts a value into the
    /// statement's text unless quoted as a literal.
    ///
    /// - Parameters:
    ///   - filters: all of them must hold; empty for every row.
    ///   - keys: columns to make a checksum of; empty for none. Only a kind with ``DatabaseKind/hasChecksums`` gets any.
    /// - Returns: rows, 0 or more, and the checksum: a text that does not depend on the order of the rows.
    /// - Throws: ``CountingError``, of the kind `doesNotFit` for a name or value that this table does not take; or
    ///   `CancellationError`.
    func count(
        _ table: TableName,
        filters: [RowFilter],
        keys: [String]
    ) async throws -> (rows: Int64, checksum: String?)
}
