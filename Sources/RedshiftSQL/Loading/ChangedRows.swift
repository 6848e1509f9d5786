/// The rows of the aggregated table that a load changes.
enum ChangedRows {
    case everything
    /// The rows whose keys are in a temporary table, before and after the change.
    case keys(String, [SQLIdentifier])
    /// The rows of a temporary table, which are added.
    case rows(String)
}
