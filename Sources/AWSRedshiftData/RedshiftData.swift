public import AWSClient

/// The Amazon Redshift Data API: SQL without a connection.
/// https://docs.aws.amazon.com/redshift-data/latest/APIReference/Welcome.html
public struct RedshiftData: Sendable {
    static let service = AWSService(
        name: "Redshift Data",
        endpointPrefix: "redshift-data",
        wireProtocol: .json(version: "1.1", targetPrefix: "RedshiftData")
    )

    let client: AWSClient

    /// - Throws: `AWSConfigurationError` for a custom endpoint that cannot be one.
    public init(_ configuration: AWSConfiguration) throws(AWSConfigurationError) {
        client = try AWSClient(Self.service, configuration)
    }

    /// See ``AWSClient/warmUp()``.
    public func warmUp() async { await client.warmUp() }
}
