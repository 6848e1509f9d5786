public import AWSClient

/// AWS Glue.
public struct Glue: Sendable {
    static let service = AWSService(
        name: "Glue",
        endpointPrefix: "glue",
        wireProtocol: .json(version: "1.1", targetPrefix: "AWSGlue")
    )

    let client: AWSClient

    /// Makes a client of AWS Glue.
    ///
    /// - Throws: `AWSConfigurationError` for a custom endpoint that is not a usable URL.
    public init(_ configuration: AWSConfiguration) throws(AWSConfigurationError) {
        client = try AWSClient(Self.service, configuration)
    }
}
