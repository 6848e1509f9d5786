import AWSSQS

/// The function's own queue, through which it sends messages to itself.
struct FollowUpQueue: Sendable {
    let scope: InvocationScope

    /// Sends messages. Twice does no harm: what S3 has is not copied again.
    ///
    /// - Throws: `AWSError`; ``CopyFailure`` when SQS did not take one, or there is no queue.
    func send(_ messages: [FollowUpMessage]) async throws {
        let queue = try scope.multipartSettings().queueURL
        let bodies = try messages.map { try $0.messageBody() }
        for start in stride(from: 0, to: bodies.count, by: SQS.largestBatch) {
            let batch = Array(bodies[start..<min(start + SQS.largestBatch, bodies.count)])
            let failed = try await scope.services.queue.sendMessages(batch, to: queue, deadline: scope.deadline)
            if let first = failed.first { throw CopyFailure.messageRefused(first.reason) }
        }
    }

    /// Sends a message that is delivered later.
    ///
    /// - Parameter delay: seconds, 0 to 900.
    /// - Throws: `AWSError`; ``CopyFailure`` when there is no queue.
    func send(_ message: FollowUpMessage, delay: Int) async throws {
        _ = try await scope.services.queue.sendMessage(
            try message.messageBody(),
            to: try scope.multipartSettings().queueURL,
            delay: delay,
            deadline: scope.deadline
        )
    }
}
