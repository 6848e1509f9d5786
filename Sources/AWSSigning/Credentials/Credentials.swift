public import UTCTime

/// An access key with its secrets. Its printed form never contains the secrets.
public struct Credentials: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable
{
    public let accessKeyID: String
    public let secretAccessKey: String
    public let sessionToken: String?
    /// The time at which the credentials expire; `nil` for keys that do not expire.
    public let expiration: UTCTime?

    public init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil, expiration: UTCTime? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiration = expiration
    }

    public var description: String { "Credentials(\(accessKeyID.prefix(4))…)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Credentials {
    /// Reads the expiry time that a service gave.
    ///
    /// - Throws: ``CredentialError`` for a time that cannot be read: without it, nobody would notice the expiry.
    public static func expiration(_ text: String?) throws(CredentialError) -> UTCTime? {
        guard let text, !text.isEmpty else { return nil }
        guard let time = UTCTime(iso8601: text) else {
            throw CredentialError("credentials came with an expiration that is not a time")
        }
        return time
    }

    /// Reads `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`; `nil` unless the first two are both
    /// set. Lambda sets them for the life of the process.
    public init?(environment: (String) -> String?) {
        guard let key = environment("AWS_ACCESS_KEY_ID"), !key.isEmpty,
            let secret = environment("AWS_SECRET_ACCESS_KEY"), !secret.isEmpty
        else { return nil }
        let token = environment("AWS_SESSION_TOKEN").flatMap { $0.isEmpty ? nil : $0 }
        self.init(accessKeyID: key, secretAccessKey: secret, sessionToken: token)
    }
}
