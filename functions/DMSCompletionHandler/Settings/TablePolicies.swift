/// The compare policies of a migration's tables: a standard policy, and entries for table names and patterns.
struct TablePolicies: Sendable, Equatable {
    /// The policy for tables that no entry matches.
    var standard = ComparePolicy()
    /// The entries of `tables`, in the plan's order.
    var entries: [TablePolicyEntry] = []

    /// The policy of a table, from the entry with exactly its name, or else from the first pattern that matches. Other
    /// tables have the ``standard`` policy.
    subscript(table: TableName) -> ComparePolicy {
        let entry = entries.first { !$0.isPattern && $0.matches(table) } ?? entries.first { $0.matches(table) }
        return entry?.policy ?? standard
    }

    var all: [ComparePolicy] { [standard] + entries.map(\.policy) }

    /// Returns the names of entries that match none of the tables, because they are misspelt or out of date.
    func unused(among tables: [TableName]) -> [String] {
        entries.filter { entry in !tables.contains { entry.matches($0) } }.map(\.name)
    }
}
