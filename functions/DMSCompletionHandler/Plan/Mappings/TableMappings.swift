/// The table mappings of a task: which tables, which of their rows, under which names. No I/O.
/// https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.html
struct TableMappings: Sendable, Equatable {
    /// A selection rule: an action, and the tables it is about.
    struct Selection: Sendable, Equatable {
        enum Action: String, Sendable { case include, exclude, explicit }
        enum Relations: String, Sendable { case table, view, all }

        let action: Action
        let relations: Relations
        let schema: NamePattern
        let table: NamePattern
        let filters: [RowFilter]

        func matches(_ name: TableName) -> Bool { schema.matches(name.schema) && table.matches(name.table) }

        /// Tells whether the rule is about a relation of this name and kind.
        func takes(_ name: TableName, isView: Bool) -> Bool {
            matches(name) && (relations == .all || (relations == .view) == isView)
        }

        /// True without a wildcard.
        var namesOneTable: Bool { schema.literal != nil && table.literal != nil }
    }

    /// A change of names of schemas, tables or columns.
    struct Transformation: Sendable, Equatable {
        enum Target: String, Sendable { case schema, table, column }

        let target: Target
        let schema: NamePattern
        let table: NamePattern
        let column: NamePattern
        let change: NameChange
    }

    let selections: [Selection]
    /// In the order in which they are tried.
    let transformations: [Transformation]

    /// Tells whether DMS made the table for itself, on either side: it holds no data.
    static func isOfDMS(_ name: TableName) -> Bool { name.table.lowercased().hasPrefix("awsdms_") }

    /// Tells whether the mappings want this relation migrated.
    func selects(_ name: TableName, isView: Bool = false) -> Bool {
        guard !Self.isOfDMS(name) else { return false }
        let matching = selections.filter { $0.takes(name, isView: isView) }
        guard !matching.contains(where: { $0.action == .exclude }) else { return false }
        return matching.contains { $0.action == .include || $0.action == .explicit }
    }

    /// Tables that a rule names without a wildcard and that `names` lacks: they must arrive, even if the source does not have
    /// them.
    func named(missingFrom names: some Collection<TableName>) -> [TableName] {
        var missing: [TableName] = []
        for rule in selections where rule.action != .exclude && rule.relations != .view {
            guard let schema = rule.schema.literal, let table = rule.table.literal else { continue }
            let name = TableName(schema, table)
            // By the pattern: the `_` of sales_order is a wildcard as well, and may be meant as one.
            guard selects(name), !missing.contains(name), !names.contains(where: rule.matches) else { continue }
            missing.append(name)
        }
        return missing
    }

    /// The filters on a table's rows, if it is certain which ones DMS applies: then all rules that take the table name it
    /// without a wildcard, and have the same filters.
    ///
    /// DMS documents filters for exact names alone, and takes a row that any of several rules takes: beside a rule without filters, or
    /// a wildcard, a rule with filters may limit nothing.
    /// https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Tasks.CustomizingTasks.Filters.html
    ///
    /// - Throws: ``MappingError`` for others, rather than counting on a guess.
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

    /// The target's name of a table. Of several rules for one name the first counts: DMS allows one per schema and one per table.
    func target(of name: TableName) -> TableName {
        func changed(_ text: String, _ target: Transformation.Target, _ isFor: (Transformation) -> Bool) -> String {
            transformations.first { $0.target == target && isFor($0) }?.change.apply(to: text) ?? text
        }
        return TableName(
            changed(name.schema, .schema) { $0.schema.matches(name.schema) },
            changed(name.table, .table) { $0.schema.matches(name.schema) && $0.table.matches(name.table) }
        )
    }

    /// The target's name of a source column.
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
