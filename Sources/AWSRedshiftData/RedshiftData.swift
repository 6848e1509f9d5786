public import AWSClient

/// The Amazon Redshift Data API, which runs SQL without a database connection.
/// https://docs.aws.amazon.com/redshift-data/latest/APIReference/Welcome.html
public struct RedshiftData: Sendable {
    static let service = AWSService(
        name: "Redshift Data",
        endpointPrefix: "redshift-data",
        wireProtocol: .json(version: "1.1", targetPrefix: "RedshiftData")
    )

    let client: AWSClient

    /// Makes a client of the Redshift Data API.
    ///
    /// - Throws: `AWSConfigurationError` for a custom endpoint that is not a usable URL.
    public init(_ configuration: AWSConfiguration) throws(AWSConfigurationError) {
        client = try AWSClient(Self.service, configuration)
    }

    /// Prepares the first call; see ``AWSClient/warmUp()``.
    public func warmUp() async { await client.warmUp() }
}
