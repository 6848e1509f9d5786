/// A column of a file as its footer describes it.
/// https://github.com/apache/parquet-format/blob/master/LogicalTypes.md
public struct ParquetFileColumn: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        case boolean
        /// - Parameter bits: 8, 16, 32 or 64.
        case integer(bits: Int, isSigned: Bool)
        case float, double
        case decimal(precision: Int, scale: Int)
        /// Text in UTF-8, or bytes of an unknown meaning, as older writers store text.
        case text
        /// - Parameter length: bytes.
        case fixed(length: Int)
        case date, time
        case timestamp(Unit)
        /// A list, a map, a structure, or a column with several values in a row.
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
