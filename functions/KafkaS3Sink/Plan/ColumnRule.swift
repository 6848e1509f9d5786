/// A plan's rule for one column.
enum ColumnRule: Sendable, Equatable {
    /// It is not landed: personal data that nobody needs.
    case drop
    case type(FieldType)
}
