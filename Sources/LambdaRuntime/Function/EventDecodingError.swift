/// The error for an event that cannot be decoded as the function's input.
struct EventDecodingError: LambdaError {
    let errorType = "Runtime.InvalidEvent"
    let errorMessage: String

    init(_ error: any Error) { errorMessage = "the event cannot be read: \(error)" }
}
