/// A name, text or option that Redshift would refuse or misread.
public struct SQLProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// The rest of a sentence after its subject: "is 130 bytes long; names have at most 127".
    public let description: String

    public init(_ description: String) { self.description = description }
}
