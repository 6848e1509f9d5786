/// The answer to a query.
public struct DatabaseRows<Row: Sendable & Equatable>: Sendable, Equatable {
    public let columns: [String]
    public let rows: [Row]

    public init(columns: [String], rows: [Row]) {
        self.columns = columns
        self.rows = rows
    }

    /// The only row.
    ///
    /// - Throws: ``DatabaseError`` when there is another number of them.
    public func one() throws(DatabaseError) -> Row {
        guard rows.count == 1 else { throw DatabaseError(.invalid, "expected one row, got \(rows.count)") }
        return rows[0]
    }
}
