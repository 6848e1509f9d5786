/// The rows and columns of a query's answer.
public struct DatabaseRows<Row: Sendable & Equatable>: Sendable, Equatable {
    public let columns: [String]
    public let rows: [Row]

    public init(columns: [String], rows: [Row]) {
        self.columns = columns
        self.rows = rows
    }

    /// Returns the row of an answer that has exactly one row.
    ///
    /// - Throws: ``DatabaseError`` when there is another number of rows.
    public func one() throws(DatabaseError) -> Row {
        guard rows.count == 1 else { throw DatabaseError(.invalid, "expected one row, got \(rows.count)") }
        return rows[0]
    }
}
