public import AWSClient

/// Amazon SNS.
public struct SNS: Sendable {
    static let apiVersion = "2010-03-31"
    static let service = AWSService(name: "SNS", endpointPrefix: "sns", wireProtocol: .query)

    let client: AWSClient

    /// Makes a client of Amazon SNS.
    ///
    /// - Throws: `AWSConfigurationError` for a custom endpoint that is not a usable URL.
    public init(_ configuration: AWSConfiguration) throws(AWSConfigurationError) {
        client = try AWSClient(Self.service, configuration)
    }
}
