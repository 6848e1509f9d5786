/// What an event asks for.
enum RedshiftUnloaderRequest: Sendable, Equatable {
    case start(RunRequest, waits: Bool?)
    /// A statement is over. `nil`: it is not one of ours.
    case statementOver(StatementName?)
    case sweep
    /// Of a run or a backfill.
    case status(String)
    /// A run or a backfill.
    case cancel(String)
    /// - Parameter takesPresentPlan: run what the plan's file says now, instead of what it said when the run began.
    case retry(String, takesPresentPlan: Bool, waits: Bool?)
    case backfill(BackfillRequest)
    /// A backfill.
    case pause(String)
    /// A backfill.
    case resume(String)
}
