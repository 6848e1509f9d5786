/// The columns of a Parquet file, in the file's order, because some engines match columns by position.
/// https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift (SchemaElement)
public struct ParquetFileColumns: Sendable, Equatable {
    /// The columns of the top level. A nested column counts as one.
    public let columns: [ParquetFileColumn]

    public var names: [String] { columns.map(\.name) }

    /// Reads the columns in a file's footer.
    ///
    /// - Parameter metadata: the footer, or its first bytes as far as the end of the schema.
    /// - Throws: ``ParquetFooter/Unreadable``.
    public init(metadata: ArraySlice<UInt8>) throws(ParquetFooter.Unreadable) {
        do throws(ThriftReader.Malformed) {
            var reader = ThriftReader(metadata)
            var last = 0
            while let field = try reader.field(after: last) {
                // FileMetaData: 1 version, 2 schema.
                if field.id == 2, field.kind == .list {
                    columns = try Self.columns(&reader)
                    return
                }
                try reader.skip(field.kind)
                last = field.id
            }
        } catch {
            throw ParquetFooter.Unreadable("has a schema that cannot be read")
        }
        throw ParquetFooter.Unreadable("has a footer without a schema")
    }

    /// Reads the schema, which is a tree in depth-first order. The first element is the root.
    private static func columns(_ reader: inout ThriftReader) throws(ThriftReader.Malformed) -> [ParquetFileColumn] {
        let (count, kind) = try reader.list()
        guard kind == .structure, count > 0 else { throw ThriftReader.Malformed() }
        var columns: [ParquetFileColumn] = []
        // Elements that belong to a column that was named already.
        var below: Int64 = 0
        for index in 0..<count {
            let element = try SchemaElement(&reader)
            if index == 0 { continue }
            if below > 0 {
                below += element.children - 1
            } else {
                columns.append(ParquetFileColumn(element.name, element.kind))
                below = element.children
            }
        }
        return columns
    }
}
