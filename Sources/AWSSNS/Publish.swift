import AWSClient

extension SNS {
    /// Publishes to a topic.
    /// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
    ///
    /// - Parameters:
    ///   - subject: of mails: the first 99 printable ASCII characters of it are sent, as SNS takes no others.
    ///   - message: at most 256 KiB.
    ///   - group: for FIFO topics, as is `deduplicationID`.
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
