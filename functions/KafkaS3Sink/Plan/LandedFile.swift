import LambdaEvents
import Parquet

/// A file of the landing zone, before it is written.
struct LandedFile: Sendable {
    let bytes: [UInt8]
    let rows: Int64
    let first: Int64
    let last: Int64
    let schema: String
    let format: LandedFormat

    /// Encodes a group of rows: first the columns that every file has, then the group's own columns. A file of raw
    /// records also has `_value`.
    ///
    /// - Throws: `ParquetError` for a column that no file can have, such as one without a name.
    init(_ group: SchemaGroup, isRaw: Bool, format: LandedFormat) throws(ParquetError) {
        self.format = format
        switch format {
        case .parquet: bytes = try Self.parquet(group, isRaw: isRaw)
        case .jsonLines: bytes = ParquetCompression.gzipped(JSONLines.bytes(group, isRaw: isRaw))
        }
        rows = Int64(group.rows.count)
        first = group.rows.first?.record.offset ?? 0
        last = group.rows.last?.record.offset ?? 0
        schema = group.description
    }

    private static func parquet(_ group: SchemaGroup, isRaw: Bool) throws(ParquetError) -> [UInt8] {
        var columns = LandedColumn.allCases.map(\.column)
        columns += group.columns.map { ParquetColumn($0.name, $0.type?.parquet ?? .text) }
        if isRaw { columns.append(ParquetColumn("_value", .bytes)) }
        var writer = try ParquetWriter(columns)
        for row in group.rows {
            var values = LandedColumn.allCases.map { $0.value(of: row) }
            values += row.fields.map(\.value)
            if isRaw { values.append(row.record.value.map { .bytes($0[...]) } ?? .null) }
            try writer.append(values)
        }
        return writer.finish()
    }
}
