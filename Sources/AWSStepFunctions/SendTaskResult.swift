/// The result of a message about a task.
public enum SendTaskResult: Sendable, Equatable {
    case taken
    /// The task is over: its end was reported before, it timed out, or its execution ended. There is nobody left to tell.
    case taskIsOver
}
