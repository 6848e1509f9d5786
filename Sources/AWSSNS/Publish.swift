import AWSClient

extension SNS {
    /// Publishes a message to a topic.
    /// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
    ///
    /// - Parameters:
    ///   - subject: the subject of mails. Its first 99 printable ASCII characters are sent, because SNS accepts no
    ///     others.
    ///   - message: at most 256 KiB.
    ///   - group: the message group, for FIFO topics only, as is `deduplicationID`.
    /// - Returns: the message's id.
    /// - Throws: `AWSError`, among others `NotFound` (no such topic), `AuthorizationError`.
    public func publish(
        _ message: String,
        subject: String? = nil,
        to topicARN: String,
        group: String? = nil,
        deduplicationID: String? = nil,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> String {
        try await client.call(
            .query(
                "Publish",
                version: Self.apiVersion,
                [
                    ("TopicArn", topicARN),
                    ("Subject", subject.map(Self.printable)),
                    ("Message", message),
                    ("MessageGroupId", group),
                    ("MessageDeduplicationId", deduplicationID),
                ],
                isIdempotent: true
            ) { $0.text(of: "MessageId") },
            deadline: deadline
        )
    }

    static func printable(_ subject: String) -> String {
        let bytes = subject.utf8.map { (0x20...0x7E).contains($0) ? $0 : UInt8(ascii: "?") }
        return String(decoding: bytes.prefix(99), as: UTF8.self)
    }
}
