import AWSClient

extension SQS {
    /// Sends one message.
    /// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
    ///
    /// - Parameters:
    ///   - body: at most 1 MiB.
    ///   - delay: the seconds until the message can be received, 0 to 900; not on FIFO queues.
    /// - Returns: the message's id.
    /// - Throws: `AWSError`. After an error the message may have been sent all the same; a retry sends it again.
    public func sendMessage(
        _ body: String,
        to queueURL: String,
        delay: Int? = nil,
        group: String? = nil,
        deduplicationID: String? = nil,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> String {
        struct Input: Encodable {
            let QueueUrl: String
            let MessageBody: String
            let DelaySeconds: Int?
            let MessageGroupId: String?
            let MessageDeduplicationId: String?
        }
        struct Output: Decodable, Sendable { let MessageId: String }
        let input = Input(
            QueueUrl: queueURL,
            MessageBody: body,
            DelaySeconds: delay,
            MessageGroupId: group,
            MessageDeduplicationId: deduplicationID
        )
        let output: Output = try await client.call(.json("SendMessage", input, isIdempotent: true), deadline: deadline)
        return output.MessageId
    }
}
