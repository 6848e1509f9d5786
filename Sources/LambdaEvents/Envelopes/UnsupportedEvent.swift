/// The error for an event that the function does not take: one sentence that says what it is and what the function takes.
public struct UnsupportedEvent: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String

    /// - Parameters:
    ///   - content: the event, its envelopes taken off.
    ///   - function: the function's name.
    ///   - takes: completes "`function` takes …": the events it takes, without a full stop.
    public init(_ content: UnwrappedEvent, function: String, takes: String) {
        description = "this is \(content.origin); \(function) takes \(takes)"
    }

    /// - Parameters:
    ///   - event: the event as a whole, such as a call of S3 Batch Operations.
    ///   - function: the function's name.
    ///   - takes: completes "`function` takes …": the events it takes, without a full stop.
    public init(_ event: EventDelivery, function: String, takes: String) {
        description = "this is \(event.origin); \(function) takes \(takes)"
    }
}
