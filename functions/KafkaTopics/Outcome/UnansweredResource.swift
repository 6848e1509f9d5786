import LambdaRuntime

/// CloudFormation did not take the answer: the stack waits until it gives up.
struct UnansweredResource: LambdaError, CustomStringConvertible {
    let resource: String
    let reason: String

    var errorType: String { "Topics.UnansweredResource" }
    var errorMessage: String { description }
    var description: String {
        "the answer about resource \(resource) could not be put to CloudFormation (\(reason)); the stack waits for it up to an hour"
    }
}
