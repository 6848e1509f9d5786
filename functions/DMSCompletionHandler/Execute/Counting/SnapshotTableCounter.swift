/// Counts tables through one connection to a snapshot. The connection stays usable after a ``CountingError`` of the
/// kind ``CountingError/Kind/doesNotFit``.
protocol SnapshotTableCounter: Sendable {
    /// Reads the columns of the table's primary key, in key order; empty when the table has no primary key.
    ///
    /// - Throws: ``CountingError`` or `CancellationError`.
    func primaryKey(of table: TableName) async throws -> [String]

    /// Counts the rows that meet all filters. Quotes every name in the server's syntax, and never puts a value into the
    /// statement's text unless it is a valid literal.
    ///
    /// - Parameters:
    ///   - filters: a row must meet all of them; empty for every row.
    ///   - keys: columns to make a checksum of; empty for no checksum. Only a kind with ``DatabaseKind/hasChecksums``
    ///     gets any.
    /// - Returns: the number of rows, and the checksum: a text that does not depend on the order of the rows.
    /// - Throws: ``CountingError``, of the kind `doesNotFit` for a name or value that does not fit this table; or
    ///   `CancellationError`.
    func count(
        _ table: TableName,
        filters: [RowFilter],
        keys: [String]
    ) async throws -> (rows: Int64, checksum: String?)
}
