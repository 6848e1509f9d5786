public import AWSClient

/// AWS Glue.
public struct Glue: Sendable {
    static let service = AWSService(
        name: "Glue",
        endpointPrefix: "glue",
        wireProtocol: .json(version: "1.1", targetPrefix: "AWSGlue")
    )

    let client: AWSClient

    /// - Throws: `AWSConfigurationError` for a custom endpoint that cannot be one.
    public init(_ configuration: AWSConfiguration) throws(AWSConfigurationError) {
        client = try AWSClient(Self.service, configuration)
    }
}
