import AWSSQS
import JSON

/// Sends delayed messages to the function itself.
struct RecheckQueue: Sendable {
    let queues: SQS
    let url: String?

    /// The longest delay that SQS takes.
    /// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
    private static let longestDelay = 900

    /// - Parameter seconds: 0 to 900.
    /// - Returns: whether there is a queue.
    /// - Throws: `AWSError`.
    @discardableResult
    func send(_ message: RecheckMessage, after seconds: Int, deadline: ContinuousClock.Instant) async throws -> Bool {
        guard let url else { return false }
        let body = try JSONWriter.text(of: ["recheck": message], [.sortedKeys])
        _ = try await queues.sendMessage(
            body,
            to: url,
            delay: min(max(seconds, 0), Self.longestDelay),
            deadline: deadline
        )
        return true
    }
}
