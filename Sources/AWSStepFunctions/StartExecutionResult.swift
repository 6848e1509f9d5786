/// The result of asking for an execution.
public enum StartExecutionResult: Sendable, Equatable {
    /// - Parameter arn: of the execution. Of a name that runs already with the same input it is that one's.
    case started(arn: String)
    /// The name was used within 90 days, with another input or by an execution that is over.
    case alreadyExists
}
