/// The rules for a table in which each key has one row.
public struct KeyedTableRules: Sendable, Hashable {
    public let uniqueKey: [SQLIdentifier]
    /// `true` to remove the row at a delete, `false` to ignore deletes.
    public let appliesDeletes: Bool

    public init(uniqueKey: [SQLIdentifier], appliesDeletes: Bool) {
        self.uniqueKey = uniqueKey
        self.appliesDeletes = appliesDeletes
    }
}
