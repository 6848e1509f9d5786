import LambdaEvents
import LambdaRuntime
import Logging

/// Handles the messages of a queue in their order. After a failure, the other messages are still handled, except those
/// of the same group in a FIFO queue.
///
/// A message that fails goes back to the queue, and after its last delivery to the dead-letter queue. In a FIFO queue
/// the later messages of the same group go back too, without being handled.
struct MessageBatchHandler: Sendable {
    let messages: [SQSMessage]
    let scope: InvocationScope

    /// Handles the messages while the invocation has time.
    ///
    /// - Parameter work: handles one message.
    /// - Returns: the messages that go back to the queue.
    func handle(_ work: (SQSMessage) async throws -> Void) async -> SQSBatchResponse {
        var isDone = [Bool](repeating: false, count: messages.count)
        for chain in messages.chains {
            for place in chain {
                guard scope.hasTime else { break }
                let message = messages[place]
                do {
                    try await work(message)
                    isDone[place] = true
                } catch {
                    report(error, message)
                    break
                }
            }
        }
        return SQSBatchResponse(messages) { isDone[$0] }
    }

    private func report(_ error: any Error, _ message: SQSMessage) {
        let known = error as? any LambdaError
        scope.context.metrics.add("MessagesFailed", 1)
        scope.context.logger.error(
            "message \(message.messageID): it goes back to the queue",
            metadata: [
                "messageId": "\(message.messageID)", "errorType": "\(known?.errorType ?? "\(type(of: error))")",
                "errorMessage": "\(known?.errorMessage ?? "\(error)")",
            ]
        )
    }
}
