/// An error that chooses what Lambda and Step Functions see of it. Any other error is shown by its type's name and its
/// description.
public protocol LambdaError: Error {
    /// The name that Step Functions' Retry and Catch match on, e.g. `Glue.WorkflowFailed`.
    var errorType: String { get }
    /// For a person: what was being done, to what, and what to do about it. No secrets.
    var errorMessage: String { get }
}
