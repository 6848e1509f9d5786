/// An error of a connection's thread, not of the server behind it.
public struct ConnectionThreadError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Kind: Sendable, Equatable {
        /// The system has no thread or descriptor left.
        case exhausted
        /// The connection was closed before the call.
        case closed
    }

    public let kind: Kind
    public let description: String

    public init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
