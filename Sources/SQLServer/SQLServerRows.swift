/// One value of a row, of the types that are read here: numbers and text.
public enum SQLServerValue: Sendable, Equatable {
    case null
    /// `bit` and the integers.
    case integer(Int64)
    /// `real` and `float`.
    case real(Double)
    /// `decimal` and `numeric`, digit by digit.
    case decimal(String)
    case text(String)
}

/// The answer to a query.
public struct SQLServerRows: Sendable, Equatable {
    public let columns: [String]
    public let rows: [SQLServerRow]

    public init(columns: [String], rows: [SQLServerRow]) {
        self.columns = columns
        self.rows = rows
    }

    /// The only row.
    ///
    /// - Throws: ``SQLServerError`` when there is another number of them.
    public func one() throws(SQLServerError) -> SQLServerRow {
        guard rows.count == 1 else { throw SQLServerError(.invalid, "expected one row, got \(rows.count)") }
        return rows[0]
    }
}

/// One row, its values read as the types the caller knows they have.
public struct SQLServerRow: Sendable, Equatable {
    public let values: [SQLServerValue]

    public init(_ values: [SQLServerValue]) { self.values = values }

    private func value(_ column: Int) throws(SQLServerError) -> SQLServerValue {
        guard values.indices.contains(column) else {
            throw SQLServerError(.invalid, "expected column \(column) of \(values.count)")
        }
        return values[column]
    }

    /// The text of a column, `nil` for NULL.
    ///
    /// - Throws: ``SQLServerError`` for another type, or when there is no such column.
    public func optionalText(_ column: Int) throws(SQLServerError) -> String? {
        switch try value(column) {
        case .null: return nil
        case .text(let text): return text
        default: throw SQLServerError(.invalid, "expected text in column \(column), got a number")
        }
    }

    /// - Throws: ``SQLServerError`` for NULL, or for another type.
    public func text(_ column: Int) throws(SQLServerError) -> String {
        guard let text = try optionalText(column) else {
            throw SQLServerError(.invalid, "expected a value in column \(column), got NULL")
        }
        return text
    }

    /// - Throws: ``SQLServerError`` for what is not a whole number of 64 bits.
    public func integer(_ column: Int) throws(SQLServerError) -> Int64 {
        guard case .integer(let value) = try value(column) else {
            throw SQLServerError(.invalid, "expected a whole number in column \(column)")
        }
        return value
    }
}
