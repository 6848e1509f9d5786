/// An error that defines the name and the message that Lambda and Step Functions show. For any other error they show
/// the name of its Swift type and its description.
public protocol LambdaError: Error {
    /// The name that Step Functions' Retry and Catch match on, e.g. `Glue.WorkflowFailed`.
    var errorType: String { get }
    /// The message for a person: the failed action, its object, and the remedy. It contains no secrets.
    var errorMessage: String { get }
}
