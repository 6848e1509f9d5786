/// The requests that events make.
enum RedshiftUnloaderRequest: Sendable, Equatable {
    case start(RunRequest, waits: Bool?)
    /// A statement has ended. `nil`: it belongs to somebody else.
    case statementOver(StatementName?)
    case sweep
    /// The status of a run or a backfill.
    case status(String)
    /// Cancel a run or a backfill.
    case cancel(String)
    /// - Parameter takesPresentPlan: use the plan's present file instead of the one that the run began with.
    case retry(String, takesPresentPlan: Bool, waits: Bool?)
    case backfill(BackfillRequest)
    /// A backfill.
    case pause(String)
    /// A backfill.
    case resume(String)
}
