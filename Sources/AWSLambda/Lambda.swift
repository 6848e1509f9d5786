public import AWSClient

/// AWS Lambda: functions that invoke functions.
/// https://docs.aws.amazon.com/lambda/latest/api/welcome.html
public struct Lambda: Sendable {
    static let service = AWSService(name: "Lambda", endpointPrefix: "lambda", wireProtocol: .restJSON)

    let client: AWSClient

    /// - Throws: `AWSConfigurationError` for a custom endpoint that cannot be one.
    public init(_ configuration: AWSConfiguration) throws(AWSConfigurationError) {
        client = try AWSClient(Self.service, configuration)
    }
}
