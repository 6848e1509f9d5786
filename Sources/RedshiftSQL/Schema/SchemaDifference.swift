/// The difference between the tables that a lane needs and the tables that the warehouse has.
public struct SchemaDifference: Sendable, Hashable {
    /// The changes, in the order in which they are made.
    public private(set) var changes: [SchemaChange] = []
    public private(set) var conflicts: [SchemaConflict] = []

    /// - Parameters:
    ///   - found: the catalog's columns of these tables. A table without columns does not exist yet, and is skipped.
    ///   - widensText: `true` to lengthen a text column that is too short for the plan; `false` to report a conflict.
    public init(_ preparation: TargetTableDDL, found: [WarehouseColumn], widensText: Bool) {
        var tables: [String: [String: String]] = [:]
        for column in found { tables[column.table.lowercased(), default: [:]][column.name.lowercased()] = column.type }
        for (table, columns) in preparation.tables {
            let name = LoaderLedger.name(of: table)
            guard let known = tables[name.lowercased()] else { continue }
            for column in columns {
                guard let text = known[column.name.name.lowercased()] else {
                    changes.append(SchemaChange(table: table, column: column, kind: .add))
                    continue
                }
                let type = try? SQLType(text)
                if let type, type.holds(column.type) { continue }
                if let type, widensText, type.description.hasPrefix("varchar("), column.type.family == .text {
                    changes.append(SchemaChange(table: table, column: column, kind: .widen(from: type)))
                } else {
                    conflicts.append(
                        SchemaConflict(
                            "\(name) has \(column.name.name) as \(text), and the plan or its files as \(column.type); change the table's column, or the plan's"
                        )
                    )
                }
            }
        }
    }
}
