import AWSRedshiftData
import RedshiftSQL

/// The wider columns that a load needs, according to the measured lengths of its texts.
struct TextWidths: Sendable, Equatable {
    /// The columns that are too short, with wider types. A new type is longer than the text, because every widening
    /// costs an ALTER.
    let wider: [ColumnDefinition]

    private static let steps = [16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768]

    /// Compares measured lengths with the columns' types.
    ///
    /// - Parameters:
    ///   - record: the answer to `Load.measurement`, a number of bytes for each column.
    ///   - columns: the measured columns, with the plan's types.
    init(_ record: [RedshiftDataField], _ columns: [ColumnDefinition]) {
        wider = zip(record, columns).compactMap { field, column in
            guard let bytes = field.integer, let length = column.type.length, bytes > Int64(length) else { return nil }
            let step = Self.steps.first { Int64($0) >= bytes } ?? SQLType.longestText
            return ColumnDefinition(column.name, column.type.widened(to: step), isNullable: column.isNullable)
        }
    }
}
