public import AWSClient

/// AWS Step Functions: reports on tasks by their token, and executions that the caller starts and reads.
/// https://docs.aws.amazon.com/step-functions/latest/apireference/Welcome.html
public struct StepFunctions: Sendable {
    /// The service, which the AWS SDKs call `SFN`. The variable for its endpoint is `AWS_ENDPOINT_URL_SFN`.
    static let service = AWSService(
        name: "SFN",
        endpointPrefix: "states",
        wireProtocol: .json(version: "1.0", targetPrefix: "AWSStepFunctions")
    )

    let client: AWSClient

    /// Makes a client of AWS Step Functions.
    ///
    /// - Throws: `AWSConfigurationError` for a custom endpoint that is not a usable URL.
    public init(_ configuration: AWSConfiguration) throws(AWSConfigurationError) {
        client = try AWSClient(Self.service, configuration)
    }

    /// Prepares the first call; see ``AWSClient/warmUp()``.
    public func warmUp() async { await client.warmUp() }
}
