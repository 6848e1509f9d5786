import LambdaEvents
import Parquet

/// A file of the landing zone, before it is written.
struct LandedFile: Sendable {
    let bytes: [UInt8]
    let rows: Int64
    let first: Int64
    let last: Int64
    let schema: String

    /// Encodes a group as Parquet: the columns of every file, then those of its rows; with raw values `_value`.
    ///
    /// - Throws: `ParquetError` for a column that no file can have, such as one without a name.
    init(_ group: SchemaGroup, isRaw: Bool) throws(ParquetError) {
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
        bytes = writer.finish()
        rows = writer.rows
        first = group.rows.first?.record.offset ?? 0
        last = group.rows.last?.record.offset ?? 0
        schema = group.description
    }
}
