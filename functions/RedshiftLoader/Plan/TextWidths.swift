import AWSRedshiftData
import RedshiftSQL

/// The texts of files that are longer than the plan's columns, by their measured bytes.
struct TextWidths: Sendable, Equatable {
    /// The columns with types that hold the measured texts and some more: each widening is one ALTER.
    let wider: [ColumnDefinition]

    private static let steps = [16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768]

    /// - Parameters:
    ///   - record: the answer to `Load.measurement`, a number for each column.
    ///   - columns: as the plan has them.
    init(_ record: [RedshiftDataField], _ columns: [ColumnDefinition]) {
        wider = zip(record, columns).compactMap { field, column in
            guard let bytes = field.integer, let length = column.type.length, bytes > Int64(length) else { return nil }
            let step = Self.steps.first { Int64($0) >= bytes } ?? SQLType.longestText
            return ColumnDefinition(column.name, column.type.widened(to: step), isNullable: column.isNullable)
        }
    }
}
