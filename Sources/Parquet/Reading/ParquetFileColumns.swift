/// A Parquet file's columns in the file's order: some engines match columns by position.
/// https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift (SchemaElement)
public struct ParquetFileColumns: Sendable, Equatable {
    /// The columns at the top; a nested one is one of them.
    public let columns: [ParquetFileColumn]

    public var names: [String] { columns.map(\.name) }

    /// - Parameter metadata: the footer, or as much of its beginning as holds the schema.
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

    /// The schema is a tree, written depth first; the first element is its root.
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
