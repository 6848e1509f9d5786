import AWSSQS
import JSON

/// Sends the function messages that come later.
struct RecheckQueue: Sendable {
    let queues: SQS
    let url: String?

    /// - Returns: whether there is a queue.
    /// - Throws: `AWSError`.
    func send(_ message: RecheckMessage, after seconds: Int, deadline: ContinuousClock.Instant) async throws -> Bool {
        guard let url else { return false }
        let body = try JSONWriter.text(of: ["recheck": message], .sortedKeys)
        _ = try await queues.sendMessage(body, to: url, delay: min(max(seconds, 0), 900), deadline: deadline)
        return true
    }
}
