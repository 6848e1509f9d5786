/// The compare policies of a migration's tables: one for all, and those of tables by name or by pattern.
struct TablePolicies: Sendable, Equatable {
    /// For tables that no entry names.
    var standard = ComparePolicy()
    /// In the plan's order.
    var entries: [TablePolicyEntry] = []

    /// The policy of a table: of the entry with its own name, else of the first pattern that matches.
    subscript(table: TableName) -> ComparePolicy {
        let entry = entries.first { !$0.isPattern && $0.matches(table) } ?? entries.first { $0.matches(table) }
        return entry?.policy ?? standard
    }

    var all: [ComparePolicy] { [standard] + entries.map(\.policy) }

    /// Names of entries that stand for none of the tables: misspelt, or left behind.
    func unused(among tables: [TableName]) -> [String] {
        entries.filter { entry in !tables.contains { entry.matches($0) } }.map(\.name)
    }
}
