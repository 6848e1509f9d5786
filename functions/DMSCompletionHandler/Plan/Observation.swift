import AWSDataSync

/// The task or the execution of a migration, as its service shows it.
enum Observation: Sendable, Equatable {
    case task(TaskState)
    case transfer(TaskExecution)
    /// There is no such task, or it never ran.
    case absent(CheckOutcome, String)
}
