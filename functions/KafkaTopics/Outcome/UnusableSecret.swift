import LambdaRuntime

/// A secret that is not what Amazon MSK keeps users in.
struct UnusableSecret: LambdaError, CustomStringConvertible {
    let id: String

    var errorType: String { "Topics.UnusableSecret" }
    var errorMessage: String { description }
    var description: String { #"the secret \#(id) is no JSON with "username" and "password", both text"# }
}
