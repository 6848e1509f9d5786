import AWSClient
import AWSServices
import LambdaEvents
import LambdaRuntime
import Logging

/// Carries out the plans of a batch, several copies at a time, and reports each outcome once.
struct BatchCopier: Sendable {
    let settings: CopierSettings
    let store: S3

    /// - Returns: the ids of the messages that SQS must deliver again, in the batch's order. When the task is cancelled
    ///   before its deadline, those that are not finished are among them.
    func process(_ messages: [SQSMessage], _ context: LambdaContext) async -> [String] {
        let failed = await withTaskGroup(of: Set<Int>.self) { group in
            var failed: Set<Int> = []
            var running = 0
            for chain in Self.chains(messages) {
                if running >= settings.concurrency, let result = await group.next() {
                    failed.formUnion(result)
                    running -= 1
                }
                group.addTask { await process(chain, of: messages, context) }
                running += 1
            }
            for await result in group { failed.formUnion(result) }
            return failed
        }
        if !failed.isEmpty { context.metrics.add("MessagesFailed", Double(failed.count)) }
        return messages.indices.filter(failed.contains).map { messages[$0].messageID }
    }

    /// Messages that must be taken one after another: those of one FIFO group. Any other message is alone.
    static func chains(_ messages: [SQSMessage]) -> [[Int]] {
        var chains: [[Int]] = []
        var chainOfGroup: [String: Int] = [:]
        for (index, message) in messages.enumerated() {
            if let group = message.orderedGroup, let chain = chainOfGroup[group] {
                chains[chain].append(index)
            } else {
                if let group = message.orderedGroup { chainOfGroup[group] = chains.count }
                chains.append([index])
            }
        }
        return chains
    }

    /// After the first failure the rest of the chain fails untried: SQS keeps the order of a group only if all that came
    /// behind a failed message comes again.
    private func process(_ chain: [Int], of messages: [SQSMessage], _ context: LambdaContext) async -> Set<Int> {
        for (position, index) in chain.enumerated() where await !process(messages[index], context) {
            return Set(chain[position...])
        }
        return []
    }

    /// - Returns: whether the message is done with.
    private func process(_ message: SQSMessage, _ context: LambdaContext) async -> Bool {
        let events: [S3ObjectEvent]
        do {
            switch try S3Delivery(messageBody: message.body) {
            case .events(let all): events = all
            case .testEvent(let bucket):
                context.logger.debug("S3 test event acknowledged", metadata: ["bucket": "\(bucket)"])
                return true
            }
        } catch {
            context.metrics.add("Malformed", 1)
            context.logger.error(
                "\(error)",
                metadata: [
                    "outcome": "Malformed", "messageId": "\(message.messageID)",
                    "advice": "see what sends to this queue",
                ]
            )
            return false
        }
        var isDone = true
        // All of them, whatever becomes of one: a copy made now is one less when the message comes again.
        for event in events where await process(event, message, context).needsRedelivery { isDone = false }
        return isDone
    }

    private func process(_ event: S3ObjectEvent, _ message: SQSMessage, _ context: LambdaContext) async -> CopyOutcome {
        var report = CopyReport(event: event, messageID: message.messageID)
        switch CopyPlan(for: event, routes: settings.routes) {
        case .settled(let outcome): report.outcome = outcome
        case .copy(let job):
            report.job = job
            await copy(job, &report, context)
        }
        report.write(to: context)
        return report.outcome
    }

    private func copy(_ job: CopyJob, _ report: inout CopyReport, _ context: LambdaContext) async {
        guard !Task.isCancelled else { return report.outcome = .unfinished }
        let started = ContinuousClock.now
        do {
            _ = try await store.copyObject(
                from: job.source,
                to: job.targetBucket,
                key: job.targetKey,
                deadline: context.deadline
            )
            report.outcome = .copied
        } catch let error as AWSError {
            report.outcome = CopyOutcome(error)
            report.error = "\(error)"
        } catch is CancellationError {
            report.outcome = .unfinished
        } catch {
            report.outcome = .failed
            report.error = "\(error)"
        }
        report.duration = ContinuousClock.now - started
    }
}
