/// A request that an event makes.
enum RedshiftUnloaderRequest: Sendable, Equatable {
    case start(RunRequest, waits: Bool?)
    /// A statement has ended. The name is `nil` for a statement that this deployment did not submit.
    case statementOver(StatementName?)
    case sweep
    /// Reports the status of the run or the backfill with this id.
    case status(String)
    /// Cancels the run or the backfill with this id.
    case cancel(String)
    /// Retries the run with this id.
    ///
    /// - Parameter takesPresentPlan: `true` to use the plan's current file instead of the plan that the run began with.
    case retry(String, takesPresentPlan: Bool, waits: Bool?)
    case backfill(BackfillRequest)
    /// Pauses the backfill with this id.
    case pause(String)
    /// Resumes the backfill with this id.
    case resume(String)
}
