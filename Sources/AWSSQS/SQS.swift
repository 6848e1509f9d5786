public import AWSClient

/// Amazon SQS.
public struct SQS: Sendable {
    static let service = AWSService(
        name: "SQS",
        endpointPrefix: "sqs",
        wireProtocol: .json(version: "1.0", targetPrefix: "AmazonSQS")
    )

    let client: AWSClient

    /// Makes a client of Amazon SQS.
    ///
    /// - Throws: `AWSConfigurationError` for a custom endpoint that is not a usable URL.
    public init(_ configuration: AWSConfiguration) throws(AWSConfigurationError) {
        client = try AWSClient(Self.service, configuration)
    }

    /// Returns the URL of the queue with the given ARN, since events name queues by ARN.
    /// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-message-identifiers.html
    ///
    /// - Returns: `nil` when the text is not the ARN of a queue.
    public func queueURL(ofARN arn: String) -> String? {
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", parts[2] == "sqs", !parts[4].isEmpty, !parts[5].isEmpty else {
            return nil
        }
        return "\(client.endpoint.base)/\(parts[4])/\(parts[5])"
    }
}
