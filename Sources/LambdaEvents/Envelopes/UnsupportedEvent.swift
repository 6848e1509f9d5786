/// The error for an event that the function does not accept. Its sentence names the event and the events that the
/// function accepts.
public struct UnsupportedEvent: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String

    /// Makes the error for one event.
    ///
    /// - Parameters:
    ///   - content: the event without its envelopes.
    ///   - function: the function's name.
    ///   - takes: completes "`function` takes …": the events that the function accepts, without a full stop.
    public init(_ content: UnwrappedEvent, function: String, takes: String) {
        description = "this is \(content.origin); \(function) takes \(takes)"
    }

    /// Makes the error for all events of an invocation.
    ///
    /// - Parameters:
    ///   - event: the event as a whole, such as a call of S3 Batch Operations.
    ///   - function: the function's name.
    ///   - takes: completes "`function` takes …": the events that the function accepts, without a full stop.
    public init(_ event: EventDelivery, function: String, takes: String) {
        description = "this is \(event.origin); \(function) takes \(takes)"
    }
}
