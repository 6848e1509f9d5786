/// The table mappings of a task. They select tables and rows, and change names. No I/O.
/// https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.html
struct TableMappings: Sendable, Equatable {
    /// A selection rule: an action, and the tables that it applies to.
    struct Selection: Sendable, Equatable {
        enum Action: String, Sendable { case include, exclude, explicit }
        enum Relations: String, Sendable { case table, view, all }

        let action: Action
        let relations: Relations
        let schema: NamePattern
        let table: NamePattern
        let filters: [RowFilter]

        func matches(_ name: TableName) -> Bool { schema.matches(name.schema) && table.matches(name.table) }

        /// Returns `true` when the rule applies to a table or view of this name.
        func takes(_ name: TableName, isView: Bool) -> Bool {
            matches(name) && (relations == .all || (relations == .view) == isView)
        }

        /// `true` when the rule names one table without a wildcard.
        var namesOneTable: Bool { schema.literal != nil && table.literal != nil }
    }

    /// A transformation rule: a change to the names of schemas, tables or columns.
    struct Transformation: Sendable, Equatable {
        enum Target: String, Sendable { case schema, table, column }

        let target: Target
        let schema: NamePattern
        let table: NamePattern
        let column: NamePattern
        let change: NameChange
    }

    let selections: [Selection]
    /// The transformation rules, in the order in which they are tried.
    let transformations: [Transformation]

    /// Returns `true` for a table that DMS made for its own use, in the source or in the target. Such a table contains
    /// no migrated data.
    static func isOfDMS(_ name: TableName) -> Bool { name.table.lowercased().hasPrefix("awsdms_") }

    /// Returns `true` when the mappings select the table or view.
    func selects(_ name: TableName, isView: Bool = false) -> Bool {
        guard !Self.isOfDMS(name) else { return false }
        let matching = selections.filter { $0.takes(name, isView: isView) }
        guard !matching.contains(where: { $0.action == .exclude }) else { return false }
        return matching.contains { $0.action == .include || $0.action == .explicit }
    }

    /// Returns the tables that a rule names without a wildcard and that `names` does not contain. They must arrive even
    /// if the source does not have them.
    func named(missingFrom names: some Collection<TableName>) -> [TableName] {
        var missing: [TableName] = []
        for rule in selections where rule.action != .exclude && rule.relations != .view {
            guard let schema = rule.schema.literal, let table = rule.table.literal else { continue }
            let name = TableName(schema, table)
            // Compare by the pattern, because the `_` in sales_order may also be meant as a wildcard.
            guard selects(name), !missing.contains(name), !names.contains(where: rule.matches) else { continue }
            missing.append(name)
        }
        return missing
    }

    /// Returns the filters on a table's rows, if it is certain which filters DMS applies. It is certain when all rules
    /// that select the table name it without a wildcard and have the same filters.
    ///
    /// DMS documents filters only for exact names, and migrates a row that any of several rules selects. Together with
    /// a rule that has no filters, or with a wildcard, a rule with filters may limit nothing.
    /// https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Tasks.CustomizingTasks.Filters.html
    ///
    /// - Throws: ``MappingError`` when it is not certain, so that no count rests on a guess.
    func filters(of name: TableName, isView: Bool = false) throws(MappingError) -> [RowFilter] {
        let rules = selections.filter { $0.action != .exclude && $0.takes(name, isView: isView) }
        guard let first = rules.first(where: { !$0.filters.isEmpty }) else { return [] }
        guard rules.allSatisfy(\.namesOneTable) else {
            throw MappingError(
                "a selection rule has filters for \(name), and it or another one takes the table by a wildcard: it is not certain which rows are wanted; name each table in a rule of its own"
            )
        }
        guard rules.allSatisfy({ $0.filters == first.filters }) else {
            throw MappingError(
                "several selection rules have different filters for \(name), or one has none: it is not certain which rows are wanted; give the table one rule"
            )
        }
        return first.filters
    }

    /// Returns a table's name in the target. If several rules match a name, the first rule counts: DMS allows one rule
    /// per schema and one per table.
    func target(of name: TableName) -> TableName {
        func changed(_ text: String, _ target: Transformation.Target, _ isFor: (Transformation) -> Bool) -> String {
            transformations.first { $0.target == target && isFor($0) }?.change.apply(to: text) ?? text
        }
        return TableName(
            changed(name.schema, .schema) { $0.schema.matches(name.schema) },
            changed(name.table, .table) { $0.schema.matches(name.schema) && $0.table.matches(name.table) }
        )
    }

    /// Returns a source column's name in the target.
    func target(of column: String, in name: TableName) -> String {
        var result = column
        // More than one rule may change a column's name: they take effect one after the other.
        for rule in transformations
        where rule.target == .column && rule.schema.matches(name.schema) && rule.table.matches(name.table)
            && rule.column.matches(column)
        {
            result = rule.change.apply(to: result)
        }
        return result
    }
}
