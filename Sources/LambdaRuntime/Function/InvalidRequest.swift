/// The error for an event that is not for the function, or that lacks something. Its sender must correct it: no retry helps.
public struct InvalidRequest: LambdaError, Equatable, CustomStringConvertible {
    public let errorMessage: String

    /// - Parameter message: names the field and what is expected there. It quotes no secret.
    public init(_ message: String) { errorMessage = message }

    public var errorType: String { "InvalidRequest" }
    public var description: String { errorMessage }
}
