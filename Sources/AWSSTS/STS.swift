public import AWSClient

/// AWS Security Token Service.
public struct STS: Sendable {
    let client: AWSClient

    /// - Throws: `AWSConfigurationError` for a custom endpoint that cannot be one.
    public init(_ configuration: AWSConfiguration) throws(AWSConfigurationError) {
        client = try AWSClient(.sts, configuration)
    }
}
