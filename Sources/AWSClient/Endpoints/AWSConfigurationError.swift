/// A setting of the AWS clients that cannot be used.
public struct AWSConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}
