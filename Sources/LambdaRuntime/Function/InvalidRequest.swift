/// The error for an event that is meant for another function, or that is incomplete. The sender must correct the event;
/// a retry does not help.
public struct InvalidRequest: LambdaError, Equatable, CustomStringConvertible {
    public let errorMessage: String

    /// Makes the error for an event.
    ///
    /// - Parameter message: names the field and the value expected there. It quotes no secret.
    public init(_ message: String) { errorMessage = message }

    public var errorType: String { "InvalidRequest" }
    public var description: String { errorMessage }
}
