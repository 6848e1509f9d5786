/// The current value of a secret. Described without its text, so that this does not end in a log by accident.
public struct SecretValue: Decodable, Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    /// Changes with every rotation.
    public let versionID: String
    /// The text of the secret; `nil` for a binary one.
    public let text: String?

    enum CodingKeys: String, CodingKey {
        case versionID = "VersionId"
        case text = "SecretString"
    }

    public init(versionID: String, text: String?) {
        self.versionID = versionID
        self.text = text
    }

    public var description: String { "secret value, version \(versionID)" }
    public var customMirror: Mirror { Mirror(self, children: ["versionID": versionID]) }
}
