import LambdaRuntime

/// The answer could not be sent to CloudFormation, so the stack waits until its timeout.
struct UnansweredResource: LambdaError, CustomStringConvertible {
    let resource: String
    let reason: String

    var errorType: String { "Topics.UnansweredResource" }
    var errorMessage: String { description }
    var description: String {
        "the answer about resource \(resource) could not be put to CloudFormation (\(reason)); the stack waits for it up to an hour"
    }
}
