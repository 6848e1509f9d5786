/// A finished row group, as the footer describes it.
struct RowGroup: Sendable {
    struct Chunk: Sendable {
        let column: ParquetColumn
        let encodings: [ParquetEncoding]
        let values: Int
        let uncompressedBytes: Int64
        let compressedBytes: Int64
        let dictionaryOffset: Int64?
        let dataOffset: Int64
        let statistics: ColumnStatistics
    }

    let chunks: [Chunk]
    let rows: Int64

    var uncompressedBytes: Int64 { chunks.reduce(0) { $0 + $1.uncompressedBytes } }
    var compressedBytes: Int64 { chunks.reduce(0) { $0 + $1.compressedBytes } }
}
