/// A value to be written to a column.
public enum ParquetValue: Sendable, Equatable {
    case null
    case boolean(Bool)
    /// A whole number, a date, a time, a timestamp or a decimal. A decimal is the number without its decimal point.
    case integer(Int64)
    /// A decimal of any size, as the number without its decimal point: 1.50 with scale 2 is 150.
    case decimal(Int128)
    case double(Double)
    case text(String)
    /// A value of type `bytes`, or the UTF-8 of type `text` or `json`. The writer checks that such UTF-8 is valid.
    case bytes(ArraySlice<UInt8>)
}
