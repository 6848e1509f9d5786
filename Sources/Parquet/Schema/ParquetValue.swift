/// A value on its way into a column.
public enum ParquetValue: Sendable, Equatable {
    case null
    case boolean(Bool)
    /// For whole numbers, dates, times and timestamps; for decimals the number without its point.
    case integer(Int64)
    /// For decimals of any size, the number without its point: 1.50 of scale 2 is 150.
    case decimal(Int128)
    case double(Double)
    case text(String)
    /// For `bytes`; for `text` and `json` UTF-8, which is checked.
    case bytes(ArraySlice<UInt8>)
}
