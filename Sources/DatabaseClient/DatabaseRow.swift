/// One row, its values read as the types the caller knows they have.
public protocol DatabaseRow: Sendable, Equatable {
    /// Reads a column's text, `nil` for NULL.
    ///
    /// - Throws: ``DatabaseError`` for another type, or when there is no such column.
    func optionalText(_ column: Int) throws(DatabaseError) -> String?

    /// Reads a column's whole number.
    ///
    /// - Throws: ``DatabaseError`` for what is not a whole number of 64 bits.
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
