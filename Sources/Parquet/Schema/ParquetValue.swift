/// A value on its way into a column.
public enum ParquetValue: Sendable, Equatable {
    case null
    case boolean(Bool)
    /// A whole number, date, time or timestamp; of a decimal the number without its point.
    case integer(Int64)
    /// A decimal of any size, as the number without its point: 1.50 of scale 2 is 150.
    case decimal(Int128)
    case double(Double)
    case text(String)
    /// A value of `bytes`, or the UTF-8 of `text` and `json`, which is checked.
    case bytes(ArraySlice<UInt8>)
}
