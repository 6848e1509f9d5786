/// A setting that is missing or cannot be used. Thrown while a function is made, it ends up at `/init/error`, where the
/// person who deployed reads it: so it names the variable, what was found and what is expected.
public struct SettingError: LambdaError, Equatable, CustomStringConvertible {
    public let name: String
    public let found: String?
    public let expected: String

    /// - Parameters:
    ///   - found: the value as found; `nil` when the variable is not set. Never pass a secret: this is logged.
    ///   - expected: completes the sentence "expected …".
    public init(_ name: String, found: String?, expected: String) {
        self.name = name
        self.found = found
        self.expected = expected
    }

    public var errorType: String { "Runtime.InvalidSetting" }
    public var errorMessage: String {
        guard let found else { return "environment variable \(name) is not set; expected \(expected)" }
        return "environment variable \(name) is \"\(found)\"; expected \(expected)"
    }
    public var description: String { errorMessage }
}
