/// A finished data page, before it is compressed.
struct ColumnPage: Sendable {
    /// The number of values, nulls included.
    let values: Int
    let encoding: ParquetEncoding
    /// Definition levels, where there are any, and values.
    let bytes: [UInt8]
}
