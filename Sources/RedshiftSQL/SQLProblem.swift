/// The error for a name, text or option that Redshift would refuse or misread.
public struct SQLProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// The text that describes the problem. Some texts have no subject, such as "contains a NUL character": the caller
    /// adds the subject.
    public let description: String

    public init(_ description: String) { self.description = description }
}
