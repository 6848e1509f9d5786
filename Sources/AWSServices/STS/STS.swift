public import AWSClient

/// AWS Security Token Service.
public struct STS: Sendable {
    static let apiVersion = "2011-06-15"
    static let service = AWSService(
        name: "STS",
        endpointPrefix: "sts",
        wireProtocol: .query,
        plainGovCloudEndpointIsFIPS: true
    )

    let client: AWSClient

    /// - Throws: `AWSConfigurationError` for a custom endpoint that cannot be one.
    public init(_ configuration: AWSConfiguration) throws(AWSConfigurationError) {
        client = try AWSClient(Self.service, configuration)
    }
}
