/// The encodings of values in pages. Their numbers are those of the file format.
/// https://github.com/apache/parquet-format/blob/master/Encodings.md
enum ParquetEncoding: Int, Sendable {
    case plain = 0
    case runLength = 3
    case dictionary = 8
}
