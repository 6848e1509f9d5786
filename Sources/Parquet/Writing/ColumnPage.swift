/// A finished data page before compression.
struct ColumnPage: Sendable {
    /// The number of values, nulls included.
    let values: Int
    let encoding: ParquetEncoding
    /// The definition levels, if there are any, followed by the values.
    let bytes: [UInt8]
}
