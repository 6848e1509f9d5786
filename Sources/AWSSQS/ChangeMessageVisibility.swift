import AWSClient

extension SQS {
    /// Changes the visibility timeout of a received message. When the timeout ends, SQS delivers the message again.
    /// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
    ///
    /// - Parameter seconds: the new timeout in seconds from now, 0 to 43,200. SQS allows at most 12 hours from the
    ///   message's receipt.
    /// - Throws: `AWSError`, among others `AWS.SimpleQueueService.MessageNotInflight`.
    public func changeMessageVisibility(
        of receiptHandle: String,
        in queueURL: String,
        to seconds: Int,
        deadline: ContinuousClock.Instant? = nil
    ) async throws {
        struct Input: Encodable {
            let QueueUrl: String
            let ReceiptHandle: String
            let VisibilityTimeout: Int
        }
        let input = Input(QueueUrl: queueURL, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds)
        let _: NoOutput = try await client.call(
            .json("ChangeMessageVisibility", input, isIdempotent: true),
            deadline: deadline
        )
    }
}
