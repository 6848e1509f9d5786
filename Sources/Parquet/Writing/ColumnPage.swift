/// A finished data page, before it is compressed.
struct ColumnPage: Sendable {
    /// Nulls included.
    let values: Int
    let encoding: ParquetEncoding
    /// Definition levels, where there are any, and values.
    let bytes: [UInt8]
}
