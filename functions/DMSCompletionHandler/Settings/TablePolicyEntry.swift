/// One entry of the plan's `tables`: a table's name in the source, or a pattern, and the compare policy. In
/// `schema.table`, `%` means any characters.
struct TablePolicyEntry: Sendable, Equatable {
    /// The name or pattern as it is written in the plan.
    let name: String
    let policy: ComparePolicy

    private let table: TableName
    private let schemaPattern: NamePattern
    private let tablePattern: NamePattern

    /// - Returns: `nil` for a name that is not `schema.table`.
    init?(_ name: String, _ policy: ComparePolicy) {
        guard let table = TableName(text: name) else { return nil }
        self.name = name
        self.policy = policy
        self.table = table
        schemaPattern = NamePattern(percentOnly: table.schema)
        tablePattern = NamePattern(percentOnly: table.table)
    }

    var isPattern: Bool {
        table.schema.utf8.contains(UInt8(ascii: "%")) || table.table.utf8.contains(UInt8(ascii: "%"))
    }

    func matches(_ name: TableName) -> Bool {
        schemaPattern.matches(name.schema) && tablePattern.matches(name.table)
    }
}
