public import AWSClient

/// AWS Lambda, for functions that invoke other functions.
/// https://docs.aws.amazon.com/lambda/latest/api/welcome.html
public struct Lambda: Sendable {
    static let service = AWSService(name: "Lambda", endpointPrefix: "lambda", wireProtocol: .restJSON)

    let client: AWSClient

    /// Makes a client of AWS Lambda.
    ///
    /// - Throws: `AWSConfigurationError` for a custom endpoint that is not a usable URL.
    public init(_ configuration: AWSConfiguration) throws(AWSConfigurationError) {
        client = try AWSClient(Self.service, configuration)
    }
}
