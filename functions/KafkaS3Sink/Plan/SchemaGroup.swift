/// Rows with the same columns, which become one file.
///
/// A schema change closes a file and begins another; rows of producers that take turns are kept together, so that two
/// producers make two files of a batch and not one for each turn.
struct SchemaGroup: Sendable {
    struct Column: Sendable, Equatable {
        let name: String
        /// `nil` as long as every value was null.
        var type: FieldType?
    }

    private(set) var columns: [Column]
    private(set) var rows: [ChangeRow]

    /// - Returns: groups in the order of their first rows; rows keep their order.
    static func groups(of rows: [ChangeRow]) -> [SchemaGroup] {
        var groups: [SchemaGroup] = []
        for row in rows {
            // The group of the row before is the likeliest: a run of rows costs one comparison each.
            if let place = groups.indices.reversed().first(where: { groups[$0].takes(row) }) {
                groups[place].append(row)
            } else {
                groups.append(
                    SchemaGroup(columns: row.fields.map { Column(name: $0.name, type: $0.type) }, rows: [row])
                )
            }
        }
        return groups
    }

    /// The columns in words, by which files with the same columns are recognized: `order_id int64, status text`.
    var description: String {
        columns.map { "\($0.name) \($0.type.map { "\($0)" } ?? "text")" }.joined(separator: ", ")
    }

    private func takes(_ row: ChangeRow) -> Bool {
        row.fields.count == columns.count
            && zip(columns, row.fields).allSatisfy { column, field in
                column.name == field.name && (column.type == field.type || column.type == nil || field.type == nil)
            }
    }

    private mutating func append(_ row: ChangeRow) {
        for (index, field) in row.fields.enumerated() where columns[index].type == nil {
            columns[index].type = field.type
        }
        rows.append(row)
    }
}
