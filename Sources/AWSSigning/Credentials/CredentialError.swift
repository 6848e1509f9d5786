/// The reason why there are no credentials, and what to do about it. It contains no secret.
public struct CredentialError: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}
