/// The metadata that the writer puts into a file's footer.
/// https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
struct FileMetadata: Sendable {
    let columns: [ParquetColumn]
    let groups: [RowGroup]
    let rows: Int64
    let codec: Int
    let properties: [(name: String, value: String)]
    let createdBy: String

    var bytes: [UInt8] {
        var writer = ThriftWriter()
        writer.field(1, int32: 1)
        let root: [ParquetColumn?] = [nil] + columns
        writer.field(2, structures: root) { writer, column in
            if let column { Self.write(column, to: &writer) } else { Self.writeRoot(columns.count, to: &writer) }
        }
        writer.field(3, int64: rows)
        writer.field(4, structures: groups) { writer, group in write(group, to: &writer) }
        if !properties.isEmpty {
            writer.field(5, structures: properties) { writer, property in
                writer.field(1, property.name.utf8)
                writer.field(2, property.value.utf8)
            }
        }
        writer.field(6, createdBy.utf8)
        // The bounds of every column are of its type's order: without this, readers pass over them.
        writer.field(7, structures: columns) { writer, _ in writer.field(1) { _ in } }
        writer.end()
        return writer.bytes
    }

    // MARK: Schema

    private static func writeRoot(_ count: Int, to writer: inout ThriftWriter) {
        writer.field(4, "schema".utf8)
        writer.field(5, int32: count)
    }

    private static func write(_ column: ParquetColumn, to writer: inout ThriftWriter) {
        writer.field(1, int32: column.type.physical.rawValue)
        if let length = column.type.fixedLength { writer.field(2, int32: length) }
        writer.field(3, int32: column.isOptional ? 1 : 0)
        writer.field(4, column.name.utf8)
        if let converted = column.type.convertedType { writer.field(6, int32: converted) }
        if case .decimal(let precision, let scale) = column.type {
            writer.field(7, int32: scale)
            writer.field(8, int32: precision)
        }
        if column.type.hasLogicalType {
            writer.field(10) { writer in column.type.writeLogicalType(to: &writer) }
        }
    }

    // MARK: Row groups

    private func write(_ group: RowGroup, to writer: inout ThriftWriter) {
        writer.field(1, structures: group.chunks) { writer, chunk in
            writer.field(2, int64: chunk.dictionaryOffset ?? chunk.dataOffset)
            writer.field(3) { writer in write(chunk, to: &writer) }
        }
        writer.field(2, int64: group.uncompressedBytes)
        writer.field(3, int64: group.rows)
        if let first = group.chunks.first { writer.field(5, int64: first.dictionaryOffset ?? first.dataOffset) }
        writer.field(6, int64: group.compressedBytes)
    }

    private func write(_ chunk: RowGroup.Chunk, to writer: inout ThriftWriter) {
        let type = chunk.column.type
        writer.field(1, int32: type.physical.rawValue)
        writer.field(2, int32s: chunk.encodings.map(\.rawValue))
        writer.field(3, texts: [chunk.column.name])
        writer.field(4, int32: codec)
        writer.field(5, int64: Int64(chunk.values))
        writer.field(6, int64: chunk.uncompressedBytes)
        writer.field(7, int64: chunk.compressedBytes)
        writer.field(9, int64: chunk.dataOffset)
        if let offset = chunk.dictionaryOffset { writer.field(11, int64: offset) }
        writer.field(12) { writer in
            writer.field(3, int64: chunk.statistics.nulls)
            if let bounds = chunk.statistics.bounds(type) {
                writer.field(5, bounds.greatest)
                writer.field(6, bounds.least)
            }
        }
    }
}

extension ParquetType {
    /// The number of the type in the format's older list, `ConvertedType`. Readers that do not know logical types need
    /// it.
    fileprivate var convertedType: Int? {
        switch self {
        case .text: 0
        case .decimal: 5
        case .date: 6
        case .time: 8
        case .timestamp: 10
        case .int16: 16
        case .json: 19
        case .boolean, .int32, .int64, .float, .double, .bytes: nil
        }
    }

    fileprivate var hasLogicalType: Bool { convertedType != nil }

    fileprivate func writeLogicalType(to writer: inout ThriftWriter) {
        switch self {
        case .text: writer.field(1) { _ in }
        case .decimal(let precision, let scale):
            writer.field(5) { writer in
                writer.field(1, int32: scale)
                writer.field(2, int32: precision)
            }
        case .date: writer.field(6) { _ in }
        case .time(let isUTC): writer.field(7) { Self.writeMicroseconds(isUTC, to: &$0) }
        case .timestamp(let isUTC): writer.field(8) { Self.writeMicroseconds(isUTC, to: &$0) }
        case .int16:
            writer.field(10) { writer in
                writer.field(1, byte: 16)
                writer.field(2, true)
            }
        case .json: writer.field(12) { _ in }
        case .boolean, .int32, .int64, .float, .double, .bytes: break
        }
    }

    private static func writeMicroseconds(_ isUTC: Bool, to writer: inout ThriftWriter) {
        writer.field(1, isUTC)
        writer.field(2) { $0.field(2) { _ in } }
    }
}
