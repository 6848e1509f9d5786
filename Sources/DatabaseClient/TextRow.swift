/// One row from a protocol that sends every value as text.
public struct TextRow: DatabaseRow {
    /// The values of the columns; `nil` is NULL.
    public let values: [String?]

    public init(_ values: [String?]) { self.values = values }

    public func optionalText(_ column: Int) throws(DatabaseError) -> String? {
        guard values.indices.contains(column) else {
            throw DatabaseError(.invalid, "expected column \(column) of \(values.count)")
        }
        return values[column]
    }

    public func integer(_ column: Int) throws(DatabaseError) -> Int64 {
        let text = try text(column)
        guard let value = Int64(text) else {
            throw DatabaseError(.invalid, "expected a whole number in column \(column), got \"\(text.prefix(40))\"")
        }
        return value
    }
}
