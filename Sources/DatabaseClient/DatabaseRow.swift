/// One row of an answer. The caller knows the types of the columns, and reads each value as its type.
public protocol DatabaseRow: Sendable, Equatable {
    /// Reads a column's text; `nil` for NULL.
    ///
    /// - Throws: ``DatabaseError`` for another type, or when there is no such column.
    func optionalText(_ column: Int) throws(DatabaseError) -> String?

    /// Reads a column's value as a whole number.
    ///
    /// - Throws: ``DatabaseError`` for a value that is not a whole number of 64 bits.
    func integer(_ column: Int) throws(DatabaseError) -> Int64
}

extension DatabaseRow {
    /// Reads a column's text.
    ///
    /// - Throws: ``DatabaseError`` for NULL, or for another type.
    public func text(_ column: Int) throws(DatabaseError) -> String {
        guard let text = try optionalText(column) else {
            throw DatabaseError(.invalid, "expected a value in column \(column), got NULL")
        }
        return text
    }
}
