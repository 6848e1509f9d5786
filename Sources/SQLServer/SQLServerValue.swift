/// One value of a row, of a type that this client reads: numbers and text.
public enum SQLServerValue: Sendable, Equatable {
    case null
    /// A value of `bit` or of an integer type.
    case integer(Int64)
    /// A value of `real` or `float`.
    case real(Double)
    /// A value of `decimal` or `numeric`, with all its digits.
    case decimal(String)
    case text(String)
}
