import AWSS3
import AWSSQS
import LambdaEvents
import LambdaRuntime
import Logging

/// Carries out the plans of a batch, several copies at a time, and completes each message by its outcome.
struct BatchCopier: Sendable {
    let context: CopyContext
    let notifier: CopyNotifier

    init(_ context: CopyContext) {
        self.context = context
        notifier = CopyNotifier(context)
    }

    private var settings: CopierSettings { context.settings }

    /// What becomes of a message, by its place in the batch; a chain may say it several times of one message.
    private typealias MessageDisposition = (message: Int, disposition: Disposition)

    /// - Returns: the ids of the messages that SQS must deliver again, in the batch's order. When the task is cancelled
    ///   before its deadline, those that are not finished are among them.
    func process(_ messages: [SQSMessage]) async -> [String] {
        let batch = CopyBatch(messages)
        let superseded = SupersededEvents(batch.events, settings)
        var schedule = WorkOrder(count: batch.chains.count)
        let dispositions = await withTaskGroup(of: [MessageDisposition].self) { group in
            // By message, as an array: a dictionary's type costs every start a tenth of its instructions.
            var dispositions = [Disposition?](repeating: nil, count: messages.count)
            func merge(_ results: [MessageDisposition]) {
                for (message, disposition) in results {
                    dispositions[message] = dispositions[message].map { $0.merged(with: disposition) } ?? disposition
                }
            }
            var running = 0
            while let chain = schedule.next(isThrottled: { isThrottled(batch.chains[$0]) }) {
                if running >= settings.concurrency, let result = await group.next() {
                    merge(result)
                    running -= 1
                }
                group.addTask { await process(batch.chains[chain], superseded, messages) }
                running += 1
            }
            for await result in group { merge(result) }
            return dispositions
        }
        let notifiedAll = await notifier.finish()
        let failed = await complete(messages, dispositions, notifiedAll: notifiedAll)
        if !failed.isEmpty { context.metrics.add("MessagesFailed", Double(failed.count)) }
        return failed.map { messages[$0].messageID }
    }

    /// Whether a chain's first copy would have to wait, because S3 throttles its prefix.
    private func isThrottled(_ chain: [WorkItem]) -> Bool {
        guard context.services.limiter.isThrottled, case .events(let events)? = chain.first?.work,
            let event = events.first, case .copy(let job) = CopyPlan(for: event, settings)
        else { return false }
        return !context.services.limiter.isOpen(job.ratePrefix)
    }

    /// After the first that must come again the rest of the chain is not tried: SQS keeps the order of a group only if all
    /// that came behind a failed message comes again.
    private func process(
        _ chain: [WorkItem],
        _ superseded: SupersededEvents,
        _ messages: [SQSMessage]
    ) async -> [MessageDisposition] {
        var dispositions: [MessageDisposition] = []
        for (position, item) in chain.enumerated() {
            let message = messages[item.message]
            var disposition = await process(item, superseded, message.messageID)
            if disposition == .dlq, message.orderedGroup != nil {
                // Now, not with the others: those behind it may go on only once it is out of the way.
                disposition = await sendToDeadLetters(message) ? .ack : .retry()
            }
            dispositions.append((item.message, disposition))
            if case .retry = disposition {
                // Now: when the batch is through there may be no time left, and the queue's own timeout is long.
                for later in chain[position...] { await delayRedelivery(messages[later.message]) }
                for later in chain[position...] { dispositions.append((later.message, .retry())) }
                break
            }
        }
        return dispositions
    }

    private func process(_ item: WorkItem, _ superseded: SupersededEvents, _ messageID: String) async -> Disposition {
        switch item.work {
        case .unreadable(let error):
            context.metrics.add(CopyOutcome.malformed.name, 1)
            context.logger.error(
                "\(error)",
                metadata: [
                    "outcome": "\(CopyOutcome.malformed.name)", "messageId": "\(messageID)",
                    "advice": "\(CopyOutcome.malformed.advice ?? "")",
                ]
            )
            return settings.dispositions[.malformed]
        case .followUp(let message):
            let outcome = await FollowUpProcessor(context: context, notifier: notifier)
                .process(message, messageID: messageID)
            return settings.dispositions[outcome]
        case .events(let events):
            let processor = EventProcessor(context: context, notifier: notifier)
            var disposition = Disposition.ack
            // All of them, whatever becomes of one: a copy made now is one less when the message comes again.
            for event in events {
                let report = await processor.process(
                    event,
                    origin: .message(id: messageID),
                    isSuperseded: superseded.contains(event)
                )
                disposition = disposition.merged(with: settings.dispositions[report.outcome])
            }
            return disposition
        }
    }

    /// - Parameter notifiedAll: whether the consumers know of all copies; if not, every message comes again, and finds its
    ///   copy made.
    /// - Returns: the places of the messages that SQS must deliver again.
    private func complete(_ messages: [SQSMessage], _ dispositions: [Disposition?], notifiedAll: Bool) async
        -> [Int]
    {
        let open = messages.indices.filter { !notifiedAll || (dispositions[$0] ?? .retry()) != .ack }
        return await withTaskGroup(of: Int?.self) { group in
            var failed: [Int] = []
            for (started, index) in open.enumerated() {
                if started >= Self.completedAtATime, let result = await group.next() {
                    failed += [result].compactMap { $0 }
                }
                group.addTask { await complete(messages[index], dispositions[index] ?? .retry()) ? nil : index }
            }
            for await result in group { failed += [result].compactMap { $0 } }
            return failed.sorted()
        }
    }

    private static let completedAtATime = 16

    /// - Returns: whether the message is done with.
    private func complete(_ message: SQSMessage, _ disposition: Disposition) async -> Bool {
        switch disposition {
        case .dlq: return await sendToDeadLetters(message)
        // Put off when its turn was over.
        case .retry: return false
        case .ack:
            // Done, but those notifier do not know.
            await delayRedelivery(message)
            return false
        }
    }

    /// Sends a message to the dead-letter queue at once.
    ///
    /// - Returns: whether it is there. If not, it is delivered again, and in the end SQS puts it there.
    private func sendToDeadLetters(_ message: SQSMessage) async -> Bool {
        guard let queue = settings.deadLetterQueueURL else { return false }
        do {
            _ = try await context.services.queue.sendMessage(
                message.body,
                to: queue,
                group: message.orderedGroup,
                deduplicationID: message.orderedGroup.map { _ in message.messageID },
                deadline: context.deadline
            )
            return true
        } catch {
            context.logger.warning(
                "the message could not be sent to the dead-letter queue; it is delivered again",
                metadata: ["messageId": "\(message.messageID)", "errorMessage": "\(error)"]
            )
            return false
        }
    }

    /// Makes a message come again later the more often it came. Should that fail, the queue's own timeout holds.
    private func delayRedelivery(_ message: SQSMessage) async {
        guard let receipt = message.receiptHandle, let arn = message.eventSourceARN, context.remainingTime > .zero,
            let queue = context.services.queue.queueURL(ofARN: arn)
        else { return }
        try? await context.services.queue.changeMessageVisibility(
            of: receipt,
            in: queue,
            to: RedeliveryDelay.seconds(
                receiveCount: message.attributes.approximateReceiveCount.flatMap { Int($0) } ?? 1,
                jitter: .random(in: 0..<1)
            ),
            deadline: context.deadline
        )
    }
}
