/// What the client must know of a service, and no more: its names and how it speaks.
public struct AWSService: Sendable, Equatable {
    public enum WireProtocol: Sendable, Equatable {
        /// POST with `X-Amz-Target: <prefix>.<operation>` and a JSON body, e.g. `AmazonSQS`, `DynamoDB_20120810`.
        case json(version: String, targetPrefix: String)
        /// REST with XML bodies: S3.
        case restXML
        /// POST of a form that names action and version, XML answers: STS, SNS.
        case query
    }

    /// The service's name in messages, e.g. `S3`, `Redshift Data`. Upper-cased with `_` for spaces it is the suffix of
    /// `AWS_ENDPOINT_URL_…`.
    public let name: String
    /// The first label of its host names.
    public let endpointPrefix: String
    public let signingName: String
    public let wireProtocol: WireProtocol
    /// In the GovCloud regions some services have one endpoint only, which is the FIPS one.
    public let plainGovCloudEndpointIsFIPS: Bool

    public init(
        name: String,
        endpointPrefix: String,
        signingName: String? = nil,
        wireProtocol: WireProtocol,
        plainGovCloudEndpointIsFIPS: Bool = false
    ) {
        self.name = name
        self.endpointPrefix = endpointPrefix
        self.signingName = signingName ?? endpointPrefix
        self.wireProtocol = wireProtocol
        self.plainGovCloudEndpointIsFIPS = plainGovCloudEndpointIsFIPS
    }

    var endpointVariable: String {
        "AWS_ENDPOINT_URL_" + name.uppercased().split(separator: " ").joined(separator: "_")
    }
}
