/// One row, its values read as the types the caller knows they have.
public struct PostgresRow: Sendable, Equatable {
    /// As text; `nil` is NULL.
    public let values: [String?]

    public init(_ values: [String?]) { self.values = values }

    /// The text of a column, `nil` for NULL.
    ///
    /// - Throws: ``PostgresError`` when there is no such column.
    public func optionalText(_ column: Int) throws(PostgresError) -> String? {
        guard values.indices.contains(column) else {
            throw PostgresError(.invalid, "expected column \(column) of \(values.count)")
        }
        return values[column]
    }

    /// - Throws: ``PostgresError`` for NULL.
    public func text(_ column: Int) throws(PostgresError) -> String {
        guard let text = try optionalText(column) else {
            throw PostgresError(.invalid, "expected a value in column \(column), got NULL")
        }
        return text
    }

    /// - Throws: ``PostgresError`` for what is not a whole number of 64 bits.
    public func integer(_ column: Int) throws(PostgresError) -> Int64 {
        let text = try text(column)
        guard let value = Int64(text) else {
            throw PostgresError(.invalid, "expected a whole number in column \(column), got \"\(text.prefix(40))\"")
        }
        return value
    }
}
