import AWSS3
import AWSSQS
import LambdaEvents
import LambdaRuntime
import Logging

/// Copies the objects of a batch of messages, several at a time, and completes each message according to its outcome.
struct MessageBatchCopier: Sendable {
    let scope: InvocationScope
    private let notifier: CopyNotifier
    private let settler: QueueMessageSettler

    init(_ scope: InvocationScope) {
        self.scope = scope
        notifier = CopyNotifier(scope)
        settler = QueueMessageSettler(scope: scope)
    }

    private var settings: CopierSettings { scope.settings }

    /// A disposition, with the index of its message in the batch. One message may have several dispositions.
    private typealias PlacedDisposition = (message: Int, disposition: MessageDisposition)

    /// - Returns: the ids of the messages that SQS must deliver again, in the batch's order. When the task is cancelled
    ///   before its deadline, the unfinished messages are among them.
    func process(_ messages: [SQSMessage]) async -> [String] {
        let batch = OrderedMessageBatch(messages)
        let superseded = SupersededEvents(batch.events, settings)

        // By message, as an array: a dictionary's type costs every start a tenth of its instructions.
        var dispositions = [MessageDisposition?](repeating: nil, count: messages.count)
        let waiting = batch.chains.filter { Self.waits($0, superseded) }
        let first = waiting.isEmpty ? batch.chains : batch.chains.filter { !Self.waits($0, superseded) }
        for chains in [first, waiting] where !chains.isEmpty {
            var order = ThrottleAwareOrder(count: chains.count)
            await concurrentForEach(
                limit: settings.concurrency,
                next: { order.next(isThrottled: { isThrottled(chains[$0]) }) },
                { chain in await process(chains[chain], superseded, messages) },
                finished: { (results: [PlacedDisposition]) in
                    for (message, disposition) in results {
                        dispositions[message] =
                            dispositions[message].map { $0.merged(with: disposition) } ?? disposition
                    }
                }
            )
        }
        let notifiedAll = await notifier.finish()
        let open = messages.indices.filter { !notifiedAll || (dispositions[$0] ?? .retry()) != .ack }
        let isDone = await concurrentMap(open, limit: Self.completedAtATime) { [dispositions] index in
            await settler.complete(messages[index], dispositions[index] ?? .retry())
        }
        let failed = zip(open, isDone).filter { !$1 }.map { $0.0 }
        if !failed.isEmpty { scope.metrics.add("MessagesFailed", Double(failed.count)) }
        return failed.map { messages[$0].messageID }
    }

    private static let completedAtATime = 16

    /// Returns `true` when a chain must wait: it is a single event, which a later event may make unnecessary. A longer
    /// chain never waits, because the messages of one FIFO group must keep their order.
    private static func waits(_ chain: [MessageBatchItem], _ superseded: SupersededEvents) -> Bool {
        guard chain.count == 1, case .events(let events)? = chain.first?.work, events.count == 1 else { return false }
        return superseded.waits(events[0])
    }

    /// Returns `true` when a chain's first copy would have to wait, because S3 throttles the copy's key prefix.
    private func isThrottled(_ chain: [MessageBatchItem]) -> Bool {
        guard scope.services.limiter.isThrottled, case .events(let events)? = chain.first?.work,
            let event = events.first, case .copy(let job) = CopyDecision(for: event, settings)
        else { return false }
        return !scope.services.limiter.isOpen(job.ratePrefix)
    }

    /// Processes a chain's items in order, up to the first message that must be delivered again. SQS keeps the order of
    /// a FIFO group only if all messages after a failed one are delivered again too.
    private func process(
        _ chain: [MessageBatchItem],
        _ superseded: SupersededEvents,
        _ messages: [SQSMessage]
    ) async -> [PlacedDisposition] {
        var dispositions: [PlacedDisposition] = []
        for (position, item) in chain.enumerated() {
            let message = messages[item.message]
            var disposition = await process(item, superseded, message.messageID)
            if disposition == .dlq, message.orderedGroup != nil {
                // Now, not with the others: those behind it may be tried only once it is out of the way.
                disposition = await settler.sendToDeadLetters(message) ? .ack : .retry()
            }
            dispositions.append((item.message, disposition))
            if case .retry = disposition {
                // Now: when the batch is through there may be no time left, and the queue's own timeout is long.
                for later in chain[position...] { await settler.delayRedelivery(messages[later.message]) }
                for later in chain[position...] { dispositions.append((later.message, .retry())) }
                break
            }
        }
        return dispositions
    }

    private func process(_ item: MessageBatchItem, _ superseded: SupersededEvents, _ messageID: String) async
        -> MessageDisposition
    {
        switch item.work {
        case .unreadable(let reason):
            var report = OutcomeReport(CopyOutcome.malformed, subject: "message", error: CopyFailure.unreadable(reason))
            report.add("messageId", messageID)
            report.write(to: scope.context)
            return settings.dispositions[.malformed]
        case .followUp(let message):
            let outcome = await FollowUpProcessor(scope: scope, notifier: notifier)
                .process(message, messageID: messageID)
            return settings.dispositions[outcome]
        case .events(let events):
            let processor = EventProcessor(scope: scope, notifier: notifier)
            var disposition = MessageDisposition.ack
            // All of them, whatever one leads to: a copy made now is one less when the message comes again.
            for event in events {
                let report = await processor.process(
                    event,
                    origin: .message(id: messageID),
                    isSuperseded: superseded.contains(event)
                )
                superseded.record(event, report.outcome)
                disposition = disposition.merged(with: settings.dispositions[report.outcome])
            }
            return disposition
        }
    }
}
