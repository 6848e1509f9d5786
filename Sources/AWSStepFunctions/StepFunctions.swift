public import AWSClient

/// AWS Step Functions: what a task that holds a token, and who started an execution, have to say and to ask.
/// https://docs.aws.amazon.com/step-functions/latest/apireference/Welcome.html
public struct StepFunctions: Sendable {
    /// `SFN` is what the AWS SDKs call it: its endpoint variable is `AWS_ENDPOINT_URL_SFN`.
    static let service = AWSService(
        name: "SFN",
        endpointPrefix: "states",
        wireProtocol: .json(version: "1.0", targetPrefix: "AWSStepFunctions")
    )

    let client: AWSClient

    /// - Throws: `AWSConfigurationError` for a custom endpoint that cannot be one.
    public init(_ configuration: AWSConfiguration) throws(AWSConfigurationError) {
        client = try AWSClient(Self.service, configuration)
    }

    /// See ``AWSClient/warmUp()``.
    public func warmUp() async { await client.warmUp() }
}
