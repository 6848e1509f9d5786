/// The rows of the aggregated table that a load changes.
enum ChangedRows {
    case everything
    /// The rows whose keys are in a temporary table, before and after the load changes them.
    case keys(String, [SQLIdentifier])
    /// The rows that the load adds from a temporary table.
    case rows(String)
}
