/// A column of a file, with the properties that the file's footer describes.
/// https://github.com/apache/parquet-format/blob/master/LogicalTypes.md
public struct ParquetFileColumn: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        case boolean
        /// An integer.
        ///
        /// - Parameter bits: the size in bits: 8, 16, 32 or 64.
        case integer(bits: Int, isSigned: Bool)
        case float, double
        case decimal(precision: Int, scale: Int)
        /// UTF-8 text. Bytes without a stated meaning count as text too, because older writers store text in this way.
        case text
        /// Values that all have the same number of bytes.
        ///
        /// - Parameter length: the number of bytes.
        case fixed(length: Int)
        case date, time
        case timestamp(Unit)
        /// A list, a map, a structure, or a column with several values in each row.
        case nested
        case unknown
    }

    public enum Unit: Sendable, Hashable { case milliseconds, microseconds, nanoseconds }

    public let name: String
    public let kind: Kind

    public init(_ name: String, _ kind: Kind) {
        self.name = name
        self.kind = kind
    }
}
