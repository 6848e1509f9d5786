/// The error for a template that cannot be used.
public struct TemplateError: Error, Equatable, CustomStringConvertible {
    /// The reason, which completes "the template …".
    public let message: String

    public init(message: String) { self.message = message }

    public var description: String { "the template \(message)" }
}
