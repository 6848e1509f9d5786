/// The rows of the aggregated table that a load changes.
enum ChangedRows {
    case everything
    /// The rows whose keys are in a temporary table. Both their old and their new versions count as changed.
    case keys(String, [SQLIdentifier])
    /// The rows that the load adds from a temporary table.
    case rows(String)
}
