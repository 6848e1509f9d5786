import AWSClient

extension SQS {
    /// The maximum number of messages that SQS accepts in one request.
    public static let largestBatch = 10

    /// Sends up to ten messages in one request, of at most 1 MiB together.
    /// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
    ///
    /// - Returns: the indices of the messages that SQS refused, with SQS's reasons. The answer's status is 200 in
    ///   this case too.
    /// - Throws: `AWSError`.
    public func sendMessages(
        _ bodies: [String],
        to queueURL: String,
        delay: Int? = nil,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> [(index: Int, reason: String)] {
        struct Entry: Encodable {
            let Id: String
            let MessageBody: String
            let DelaySeconds: Int?
        }
        struct Input: Encodable {
            let QueueUrl: String
            let Entries: [Entry]
        }
        struct Output: Decodable, Sendable {
            struct Failure: Decodable, Sendable {
                let Id: String
                let Code: String?
                let Message: String?
            }
            let Failed: [Failure]?
        }
        let entries = bodies.enumerated().map {
            Entry(Id: "\($0.offset)", MessageBody: $0.element, DelaySeconds: delay)
        }
        let output: Output = try await client.call(
            .json("SendMessageBatch", Input(QueueUrl: queueURL, Entries: entries), isIdempotent: true),
            deadline: deadline
        )
        return (output.Failed ?? []).map { failure in
            (Int(failure.Id) ?? 0, [failure.Code, failure.Message].compactMap { $0 }.joined(separator: ": "))
        }
    }
}
