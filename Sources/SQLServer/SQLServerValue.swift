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
