/// An error that chooses what Lambda and Step Functions see of it. Any other error is shown by its type's name and its
/// description.
public protocol LambdaError: Error {
    /// The name that Step Functions' Retry and Catch match on, e.g. `Glue.WorkflowFailed`.
    var errorType: String { get }
    /// For a person: what was being done, to what, and what to do about it. No secrets.
    var errorMessage: String { get }
}

/// The event is not what the function understands.
struct InvalidEvent: LambdaError {
    let errorType = "Runtime.InvalidEvent"
    let errorMessage: String

    init(_ error: any Error) { errorMessage = "the event cannot be read: \(error)" }
}

/// The handler gave up when it was cancelled before its deadline.
struct DeadlineExceeded: LambdaError {
    let errorType = "Runtime.DeadlineExceeded"
    let errorMessage =
        "the invocation ran into its deadline and was cancelled; raise the function's timeout or lower its batch size"
}
