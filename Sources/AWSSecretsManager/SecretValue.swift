/// The current value of a secret. Its printed form does not contain the secret, so that the secret is not logged by
/// accident.
public struct SecretValue: Decodable, Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    /// The id of the version. It changes with every rotation.
    public let versionID: String
    /// The secret as text; `nil` for a binary secret.
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
