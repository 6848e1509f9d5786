/// The answer to a query.
public struct MySQLRows: Sendable, Equatable {
    public let columns: [String]
    public let rows: [MySQLRow]

    public init(columns: [String], rows: [MySQLRow]) {
        self.columns = columns
        self.rows = rows
    }

    /// The only row.
    ///
    /// - Throws: ``MySQLError`` when there is another number of them.
    public func one() throws(MySQLError) -> MySQLRow {
        guard rows.count == 1 else { throw MySQLError(.invalid, "expected one row, got \(rows.count)") }
        return rows[0]
    }
}

/// One row, its values read as the types the caller knows they have.
public struct MySQLRow: Sendable, Equatable {
    /// As text; `nil` is NULL.
    public let values: [String?]

    public init(_ values: [String?]) { self.values = values }

    /// The text of a column, `nil` for NULL.
    ///
    /// - Throws: ``MySQLError`` when there is no such column.
    public func optionalText(_ column: Int) throws(MySQLError) -> String? {
        guard values.indices.contains(column) else {
            throw MySQLError(.invalid, "expected column \(column) of \(values.count)")
        }
        return values[column]
    }

    /// - Throws: ``MySQLError`` for NULL.
    public func text(_ column: Int) throws(MySQLError) -> String {
        guard let text = try optionalText(column) else {
            throw MySQLError(.invalid, "expected a value in column \(column), got NULL")
        }
        return text
    }

    /// - Throws: ``MySQLError`` for what is not a whole number of 64 bits.
    public func integer(_ column: Int) throws(MySQLError) -> Int64 {
        let text = try text(column)
        guard let value = Int64(text) else {
            throw MySQLError(.invalid, "expected a whole number in column \(column), got \"\(text.prefix(40))\"")
        }
        return value
    }
}
