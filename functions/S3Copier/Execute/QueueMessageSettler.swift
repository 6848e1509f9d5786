import AWSSQS
import LambdaEvents
import LambdaRuntime
import Logging

/// Completes one message of the queue according to its disposition.
struct QueueMessageSettler: Sendable {
    let scope: InvocationScope

    /// - Returns: `true` when the message is finished; `false` when SQS must deliver it again.
    func complete(_ message: SQSMessage, _ disposition: MessageDisposition) async -> Bool {
        switch disposition {
        case .dlq: return await sendToDeadLetters(message)
        // Its redelivery was delayed when its turn was over.
        case .retry: return false
        case .ack:
            // Its copies are made, but nobody could be notified of them.
            await delayRedelivery(message)
            return false
        }
    }

    /// Sends a message to the dead-letter queue at once.
    ///
    /// - Returns: `true` when the message was sent. If it was not, SQS delivers it again, and moves it to the
    ///   dead-letter queue itself after the last delivery.
    func sendToDeadLetters(_ message: SQSMessage) async -> Bool {
        guard let queue = scope.settings.deadLetterQueueURL else { return false }
        do {
            _ = try await scope.services.queue.sendMessage(
                message.body,
                to: queue,
                group: message.orderedGroup,
                deduplicationID: message.orderedGroup.map { _ in message.messageID },
                deadline: scope.deadline
            )
            return true
        } catch {
            scope.logger.warning(
                "the message could not be sent to the dead-letter queue; it is delivered again",
                metadata: ["messageId": "\(message.messageID)", "errorMessage": "\(error)"]
            )
            return false
        }
    }

    /// Delays a message's redelivery; the delay grows with the number of deliveries. If the request fails, the queue's
    /// own visibility timeout applies.
    func delayRedelivery(_ message: SQSMessage) async {
        guard let receipt = message.receiptHandle, let arn = message.eventSourceARN, scope.hasTime,
            let queue = scope.services.queue.queueURL(ofARN: arn)
        else { return }
        try? await scope.services.queue.changeMessageVisibility(
            of: receipt,
            in: queue,
            to: RedeliveryDelay.seconds(
                receiveCount: message.attributes.approximateReceiveCount.flatMap { Int($0) } ?? 1,
                jitter: .random(in: 0..<1)
            ),
            deadline: scope.deadline
        )
    }
}
