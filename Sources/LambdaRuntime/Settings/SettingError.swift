/// The error for a setting that is missing or unusable. The person who deployed reads it as an init error
/// (`/init/error`), so it names the variable, the value that was found and the value that is expected.
public struct SettingError: LambdaError, Equatable, CustomStringConvertible {
    public let name: String
    public let found: String?
    public let expected: String

    /// Makes the error for the setting `name`.
    ///
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
