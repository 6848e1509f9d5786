/// The answer to a query.
public struct PostgresRows: Sendable, Equatable {
    public let columns: [String]
    public let rows: [PostgresRow]

    public init(columns: [String], rows: [PostgresRow]) {
        self.columns = columns
        self.rows = rows
    }

    /// The only row.
    ///
    /// - Throws: ``PostgresError`` when there is another number of them.
    public func one() throws(PostgresError) -> PostgresRow {
        guard rows.count == 1 else { throw PostgresError(.invalid, "expected one row, got \(rows.count)") }
        return rows[0]
    }
}
