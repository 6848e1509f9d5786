/// The way in which rows of files become rows of a table. The words are those of dbt and dlt where they have one.
public enum LoadStrategy: Sendable, Hashable {
    /// Every row is added.
    case append
    /// The files are the whole table.
    case replace
    /// The newest change of each key is the table's row.
    case merge(KeyedTableRules)
    /// Like ``merge(_:)``, but rows are updated in place and have a surrogate key: a dimension of type 1.
    case scd1(KeyedTableRules, surrogate: SQLIdentifier)
    /// Every change of a key is a version of the row: a dimension of type 2.
    case scd2(HistoryTableRules)
    /// Like ``merge(_:)``, with the surrogate keys of the dimension versions that were valid when the row happened.
    case fact(FactTableRules)
}
