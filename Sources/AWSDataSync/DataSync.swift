public import AWSClient

/// AWS DataSync.
/// https://docs.aws.amazon.com/datasync/latest/userguide/API_Reference.html
public struct DataSync: Sendable {
    static let service = AWSService(
        name: "DataSync",
        endpointPrefix: "datasync",
        wireProtocol: .json(version: "1.1", targetPrefix: "FmrsService")
    )

    let client: AWSClient

    /// - Throws: `AWSConfigurationError` for a custom endpoint that cannot be one.
    public init(_ configuration: AWSConfiguration) throws(AWSConfigurationError) {
        client = try AWSClient(Self.service, configuration)
    }
}
