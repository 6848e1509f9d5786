public import AWSClient

/// AWS Secrets Manager.
public struct SecretsManager: Sendable {
    static let service = AWSService(
        name: "Secrets Manager",
        endpointPrefix: "secretsmanager",
        wireProtocol: .json(version: "1.1", targetPrefix: "secretsmanager")
    )

    let client: AWSClient

    /// - Throws: `AWSConfigurationError` for a custom endpoint that cannot be one.
    public init(_ configuration: AWSConfiguration) throws(AWSConfigurationError) {
        client = try AWSClient(Self.service, configuration)
    }
}
