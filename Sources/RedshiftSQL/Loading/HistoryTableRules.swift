/// The rules for a history table, in which a key has one row for each span of time.
public struct HistoryTableRules: Sendable, Hashable {
    public let uniqueKey: [SQLIdentifier]
    /// The column with the time at which a change took effect.
    public let effective: SQLIdentifier
    /// The columns whose changes begin a new version.
    public let checkColumns: [SQLIdentifier]
    public let surrogate: SQLIdentifier
    /// `true` to end the last version at a delete, `false` to ignore deletes.
    public let appliesDeletes: Bool

    public init(
        uniqueKey: [SQLIdentifier],
        effective: SQLIdentifier,
        checkColumns: [SQLIdentifier],
        surrogate: SQLIdentifier,
        appliesDeletes: Bool
    ) {
        self.uniqueKey = uniqueKey
        self.effective = effective
        self.checkColumns = checkColumns
        self.surrogate = surrogate
        self.appliesDeletes = appliesDeletes
    }
}
