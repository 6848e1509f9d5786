/// The event is not what the function understands.
struct InvalidEvent: LambdaError {
    let errorType = "Runtime.InvalidEvent"
    let errorMessage: String

    init(_ error: any Error) { errorMessage = "the event cannot be read: \(error)" }
}
