public import AWSClient

/// Amazon SQS.
public struct SQS: Sendable {
    static let service = AWSService(
        name: "SQS",
        endpointPrefix: "sqs",
        wireProtocol: .json(version: "1.0", targetPrefix: "AmazonSQS")
    )

    let client: AWSClient

    /// - Throws: `AWSConfigurationError` for a custom endpoint that cannot be one.
    public init(_ configuration: AWSConfiguration) throws(AWSConfigurationError) {
        client = try AWSClient(Self.service, configuration)
    }

    /// The URL of a queue that an event names by its ARN.
    /// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-message-identifiers.html
    ///
    /// - Returns: `nil` for what is not the ARN of a queue.
    public func queueURL(ofARN arn: String) -> String? {
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", parts[2] == "sqs", !parts[4].isEmpty, !parts[5].isEmpty else {
            return nil
        }
        return "\(client.endpoint.base)/\(parts[4])/\(parts[5])"
    }
}
