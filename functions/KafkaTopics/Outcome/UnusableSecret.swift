import LambdaRuntime

/// The secret is not in the format that Amazon MSK uses for a user and a password.
struct UnusableSecret: LambdaError, CustomStringConvertible {
    let id: String

    var errorType: String { "Topics.UnusableSecret" }
    var errorMessage: String { description }
    var description: String { #"the secret \#(id) is no JSON with "username" and "password", both text"# }
}
