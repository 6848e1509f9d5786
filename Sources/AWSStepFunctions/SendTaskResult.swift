/// The result of a report about a task.
public enum SendTaskResult: Sendable, Equatable {
    case taken
    /// The task is over: its end was reported before, it timed out, or its execution ended. No execution waits for it
    /// any more.
    case taskIsOver
}
