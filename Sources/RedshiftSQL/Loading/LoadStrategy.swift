/// The strategy by which rows of files become rows of a table. The names are those of dbt and dlt, if these have one.
public enum LoadStrategy: Sendable, Hashable {
    /// Every row of the files is added to the table.
    case append
    /// The rows of the files replace all rows of the table.
    case replace
    /// The table has one row for each key: the key's newest change.
    case merge(KeyedTableRules)
    /// A ``merge(_:)`` that updates rows in place and gives them a surrogate key: a dimension of type 1.
    case scd1(KeyedTableRules, surrogate: SQLIdentifier)
    /// Every change of a key becomes a version of its row: a dimension of type 2.
    case scd2(HistoryTableRules)
    /// A ``merge(_:)`` in which each row also gets the surrogate keys of its dimensions. A key belongs to the version
    /// that was valid at the row's time.
    case fact(FactTableRules)
}
