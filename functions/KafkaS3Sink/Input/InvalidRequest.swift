import LambdaRuntime

/// An event that is not for this function.
struct InvalidRequest: LambdaError, Equatable, CustomStringConvertible {
    let errorMessage: String

    init(_ message: String) { errorMessage = message }

    var errorType: String { "Sink.InvalidRequest" }
    var description: String { errorMessage }
}
