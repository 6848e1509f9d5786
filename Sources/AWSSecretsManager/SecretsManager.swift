public import AWSClient

/// AWS Secrets Manager.
public struct SecretsManager: Sendable {
    static let service = AWSService(
        name: "Secrets Manager",
        endpointPrefix: "secretsmanager",
        wireProtocol: .json(version: "1.1", targetPrefix: "secretsmanager")
    )

    let client: AWSClient

    /// Makes a client of AWS Secrets Manager.
    ///
    /// - Throws: `AWSConfigurationError` for a custom endpoint that is not a usable URL.
    public init(_ configuration: AWSConfiguration) throws(AWSConfigurationError) {
        client = try AWSClient(Self.service, configuration)
    }
}
