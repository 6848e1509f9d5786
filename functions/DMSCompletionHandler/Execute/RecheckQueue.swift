import AWSSQS
import JSON

/// Sends delayed messages to the function itself.
struct RecheckQueue: Sendable {
    let queues: SQS
    let url: String?

    /// The longest message delay that SQS accepts, in seconds.
    /// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
    private static let longestDelay = 900

    /// Sends a message that arrives after the delay.
    ///
    /// - Parameter seconds: the delay, 0 to 900.
    /// - Returns: `false` when there is no queue.
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
