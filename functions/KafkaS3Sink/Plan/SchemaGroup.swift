/// Rows with the same columns, which become one file. A schema change begins another file. Rows with the same columns
/// stay together even when the records of two producers alternate: such a batch becomes only two files.
struct SchemaGroup: Sendable {
    struct Column: Sendable, Equatable {
        let name: String
        /// The column's type; `nil` as long as every value was null.
        var type: FieldType?
    }

    private(set) var columns: [Column]
    private(set) var rows: [ChangeRow]

    /// - Returns: groups in the order of their first rows; rows keep their order.
    static func groups(of rows: [ChangeRow]) -> [SchemaGroup] {
        var groups: [SchemaGroup] = []
        for row in rows {
            // The newest group is the likeliest, so it is compared first: most rows cost one comparison.
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

    /// The columns as text: `order_id int64, status text`. Files with the same text have the same columns.
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
