public import AWSClient

/// AWS Security Token Service.
public struct STS: Sendable {
    let client: AWSClient

    /// Makes a client of AWS STS.
    ///
    /// - Throws: `AWSConfigurationError` for a custom endpoint that is not a usable URL.
    public init(_ configuration: AWSConfiguration) throws(AWSConfigurationError) {
        client = try AWSClient(.sts, configuration)
    }
}
