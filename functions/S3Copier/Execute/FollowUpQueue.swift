import AWSSQS

/// The function's own queue, through which it sends messages to itself.
struct FollowUpQueue: Sendable {
    let scope: InvocationScope

    /// Sends messages. A message that is sent twice does no harm: parts that S3 already has are not copied again.
    ///
    /// - Throws: `AWSError`; ``CopyFailure`` when SQS refuses a message, or when no queue is configured.
    func send(_ messages: [FollowUpMessage]) async throws {
        let queue = try scope.multipartSettings().queueURL
        let bodies = try messages.map { try $0.messageBody() }
        for start in stride(from: 0, to: bodies.count, by: SQS.largestBatch) {
            let batch = Array(bodies[start..<min(start + SQS.largestBatch, bodies.count)])
            let failed = try await scope.services.queue.sendMessages(batch, to: queue, deadline: scope.deadline)
            if let first = failed.first { throw CopyFailure.messageRefused(first.reason) }
        }
    }

    /// Sends a message that SQS delivers after a delay.
    ///
    /// - Parameter delay: seconds, 0 to 900.
    /// - Throws: `AWSError`; ``CopyFailure`` when no queue is configured.
    func send(_ message: FollowUpMessage, delay: Int) async throws {
        _ = try await scope.services.queue.sendMessage(
            try message.messageBody(),
            to: try scope.multipartSettings().queueURL,
            delay: delay,
            deadline: scope.deadline
        )
    }
}
