/// The footer at the end of a Parquet file: the metadata, the metadata's length, `PAR1`.
/// https://github.com/apache/parquet-format#file-format
public struct ParquetFooter: Sendable, Equatable {
    /// The number of bytes after the metadata.
    public static let trailerLength = 8

    /// The error for a file whose last bytes are not those of a Parquet file, or whose footer cannot be read.
    public struct Unreadable: Error, Sendable, Equatable, CustomStringConvertible {
        /// The reason, as the rest of the sentence "the file …".
        public let description: String

        init(_ description: String) { self.description = description }
    }

    /// The number of rows in the file.
    public let rows: Int64

    /// Reads the length of the metadata from the last bytes of a file.
    ///
    /// - Parameter trailer: at least the last ``trailerLength`` bytes.
    /// - Throws: ``Unreadable`` for a file that is not a Parquet file, or whose footer is encrypted.
    public static func metadataLength(_ trailer: some BidirectionalCollection<UInt8>) throws(Unreadable) -> Int {
        let last = Array(trailer.suffix(trailerLength))
        guard last.count == trailerLength else { throw Unreadable("has \(last.count) bytes, too few for Parquet") }
        if last[4...].elementsEqual("PARE".utf8) { throw Unreadable("has an encrypted footer") }
        guard last[4...].elementsEqual("PAR1".utf8) else { throw Unreadable("does not end as Parquet does") }
        return last[..<4].reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    /// Reads the metadata. The first bytes suffice, if they include the schema and the row count.
    ///
    /// - Throws: ``Unreadable``.
    public init(metadata: ArraySlice<UInt8>) throws(Unreadable) {
        do throws(ThriftReader.Malformed) {
            var reader = ThriftReader(metadata)
            var last = 0
            while let field = try reader.field(after: last) {
                // FileMetaData: 1 version, 2 schema, 3 num_rows.
                if field.id == 3, field.kind == .i64 {
                    let rows = try reader.integer()
                    guard rows >= 0 else { throw ThriftReader.Malformed() }
                    self.rows = rows
                    return
                }
                try reader.skip(field.kind)
                last = field.id
            }
        } catch {
            throw Unreadable("has a footer that cannot be read")
        }
        throw Unreadable("has a footer without a number of rows")
    }
}
