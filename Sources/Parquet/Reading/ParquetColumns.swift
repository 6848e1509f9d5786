/// The names of a Parquet file's columns in the file's order, which is what engines that match by position need.
/// https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift (SchemaElement)
public struct ParquetColumns: Sendable, Equatable {
    /// The columns at the top; a nested one is one of them.
    public let names: [String]

    /// - Parameter metadata: the footer, or as much of its beginning as holds the schema.
    /// - Throws: ``ParquetFooter/Unreadable``.
    public init(metadata: ArraySlice<UInt8>) throws(ParquetFooter.Unreadable) {
        do throws(ThriftReader.Malformed) {
            var reader = ThriftReader(metadata)
            var last = 0
            while let field = try reader.field(after: last) {
                // FileMetaData: 1 version, 2 schema.
                if field.id == 2, field.kind == .list {
                    names = try Self.columns(&reader)
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
    private static func columns(_ reader: inout ThriftReader) throws(ThriftReader.Malformed) -> [String] {
        let (count, kind) = try reader.list()
        guard kind == .structure, count > 0 else { throw ThriftReader.Malformed() }
        var names: [String] = []
        // Elements that belong to a column that was named already.
        var below: Int64 = 0
        for index in 0..<count {
            let (name, children) = try element(&reader)
            if index == 0 { continue }
            if below > 0 {
                below += children - 1
            } else {
                names.append(name)
                below = children
            }
        }
        return names
    }

    private static func element(
        _ reader: inout ThriftReader
    ) throws(ThriftReader.Malformed) -> (name: String, children: Int64) {
        var (name, children, last) = ("", Int64(0), 0)
        // SchemaElement: 4 name, 5 num_children.
        while let field = try reader.field(after: last) {
            switch (field.id, field.kind) {
            case (4, .binary): name = try reader.text()
            case (5, .i32):
                children = try reader.integer()
                guard (0...1_000_000).contains(children) else { throw ThriftReader.Malformed() }
            default: try reader.skip(field.kind)
            }
            last = field.id
        }
        return (name, children)
    }
}
