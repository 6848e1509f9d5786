/// A template that cannot be used.
public struct TemplateError: Error, Equatable, CustomStringConvertible {
    /// Completes "the template …".
    public let message: String

    public init(message: String) { self.message = message }

    public var description: String { "the template \(message)" }
}
