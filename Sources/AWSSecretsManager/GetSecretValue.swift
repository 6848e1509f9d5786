import AWSClient

extension SecretsManager {
    /// Reads the current version of a secret.
    /// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
    ///
    /// - Parameter id: name or ARN.
    /// - Throws: `AWSError`, among others `ResourceNotFoundException`, `AccessDeniedException`, `DecryptionFailure`,
    ///   `InvalidRequestException` (the secret is marked for deletion).
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
