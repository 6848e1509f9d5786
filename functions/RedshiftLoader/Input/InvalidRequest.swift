import LambdaRuntime

/// An event that is not for this function, or lacks something.
struct InvalidRequest: LambdaError, Equatable, CustomStringConvertible {
    let errorMessage: String

    init(_ message: String) { errorMessage = message }

    var errorType: String { "Loader.InvalidRequest" }
    var description: String { errorMessage }
}
