public import AWSClient

/// AWS Step Functions: reports on a task whose token the caller holds, and executions that the caller starts and asks for.
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
