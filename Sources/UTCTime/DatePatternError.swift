/// A date pattern that cannot be used.
public struct DatePatternError: Error, Equatable, CustomStringConvertible {
    /// The reason, as the rest of the sentence "the pattern …".
    public let message: String

    public var description: String { "the pattern \(message)" }
}
