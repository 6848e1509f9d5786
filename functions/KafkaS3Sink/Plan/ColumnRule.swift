/// A plan's rule for one column.
enum ColumnRule: Sendable, Equatable {
    /// The column is not landed, for example because it has personal data that nobody needs.
    case drop
    case type(FieldType)
}
