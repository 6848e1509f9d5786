/// The compare policies of a migration's tables: one for all, and those of tables by name or by pattern.
struct TablePolicies: Sendable, Equatable {
    /// `schema.table` in the source's names, `%` for any characters.
    struct Entry: Sendable, Equatable {
        /// As it is written in the plan.
        let name: String
        let policy: ComparePolicy

        fileprivate let table: TableName
        fileprivate let schemaPattern: NamePattern
        fileprivate let tablePattern: NamePattern

        /// - Returns: `nil` for a name that is not `schema.table`.
        init?(_ name: String, _ policy: ComparePolicy) {
            guard let table = TableName(text: name) else { return nil }
            self.name = name
            self.policy = policy
            self.table = table
            schemaPattern = NamePattern(table.schema)
            tablePattern = NamePattern(table.table)
        }

        fileprivate var isPattern: Bool { table.schema.contains("%") || table.table.contains("%") }

        fileprivate func matches(_ name: TableName) -> Bool {
            isPattern ? schemaPattern.matches(name.schema) && tablePattern.matches(name.table) : table == name
        }
    }

    /// For tables that no entry names.
    var standard = ComparePolicy()
    /// In the plan's order.
    var entries: [Entry] = []

    /// The policy of a table: of the entry with its own name, else of the first pattern that matches.
    subscript(table: TableName) -> ComparePolicy {
        let entry = entries.first { !$0.isPattern && $0.table == table } ?? entries.first { $0.matches(table) }
        return entry?.policy ?? standard
    }

    var all: [ComparePolicy] { [standard] + entries.map(\.policy) }

    /// Names of entries that stand for none of the tables: misspelt, or left behind.
    func unused(among tables: [TableName]) -> [String] {
        entries.filter { entry in !tables.contains { entry.matches($0) } }.map(\.name)
    }
}
