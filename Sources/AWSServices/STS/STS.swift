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

    public init(_ configuration: AWSConfiguration) {
        client = AWSClient(Self.service, configuration)
    }
}
