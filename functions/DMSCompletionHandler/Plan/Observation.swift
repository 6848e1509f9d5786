import AWSDataSync

/// What the service shows of the thing a migration watches.
enum Observation: Sendable, Equatable {
    case task(TaskState)
    case transfer(TaskExecution)
    /// There is no such task, or it never ran.
    case absent(CheckOutcome, String)
}
