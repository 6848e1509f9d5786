/// The result of a request to start an execution.
public enum StartExecutionResult: Sendable, Equatable {
    /// The execution was started, or an execution with the same name and input was running already.
    ///
    /// - Parameter arn: the execution's ARN.
    case started(arn: String)
    /// The name was used within the last 90 days, with another input or by an execution that has ended.
    case alreadyExists
}
