import AWSClient

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

extension SecretsManager {
    /// Reads the version of a secret that is current.
    /// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
    ///
    /// - Parameter id: name or ARN.
    /// - Throws: `AWSError`, among others `ResourceNotFoundException`, `AccessDeniedException`, `DecryptionFailure`,
    ///   `InvalidRequestException` (it is marked for deletion).
    public func secretValue(id: String, deadline: ContinuousClock.Instant? = nil) async throws -> SecretValue {
        struct Request: Encodable { let SecretId: String }
        let request = Request(SecretId: id)
        let operation = try AWSOperation<SecretValue>.json(
            "GetSecretValue",
            request,
            isIdempotent: true,
            carriesSecrets: true
        )
        return try await client.call(operation, deadline: deadline)
    }
}
