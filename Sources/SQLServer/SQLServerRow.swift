public import DatabaseClient

/// One row of an answer of SQL Server, whose protocol sends values in their own types.
public struct SQLServerRow: DatabaseRow {
    public let values: [SQLServerValue]

    public init(_ values: [SQLServerValue]) { self.values = values }

    private func value(_ column: Int) throws(DatabaseError) -> SQLServerValue {
        guard values.indices.contains(column) else {
            throw DatabaseError(.invalid, "expected column \(column) of \(values.count)")
        }
        return values[column]
    }

    public func optionalText(_ column: Int) throws(DatabaseError) -> String? {
        switch try value(column) {
        case .null: return nil
        case .text(let text): return text
        default: throw DatabaseError(.invalid, "expected text in column \(column), got a number")
        }
    }

    public func integer(_ column: Int) throws(DatabaseError) -> Int64 {
        guard case .integer(let value) = try value(column) else {
            throw DatabaseError(.invalid, "expected a whole number in column \(column)")
        }
        return value
    }
}
