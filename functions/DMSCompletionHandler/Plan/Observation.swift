import AWSDataSync

/// The current state of a migration's task or execution, as DMS or DataSync shows it.
enum Observation: Sendable, Equatable {
    case task(TaskState)
    case transfer(TaskExecution)
    /// The task or execution does not exist, or the task never ran.
    case absent(CheckOutcome, String)
}
