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

    /// Makes a client of AWS DataSync.
    ///
    /// - Throws: `AWSConfigurationError` for a custom endpoint that is not a usable URL.
    public init(_ configuration: AWSConfiguration) throws(AWSConfigurationError) {
        client = try AWSClient(Self.service, configuration)
    }
}
