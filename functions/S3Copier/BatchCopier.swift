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
        let batch = CopyBatch(messages)
        let run = Run(batch: batch, messageIDs: messages.map(\.messageID), context: context)
        let failed = await withTaskGroup(of: Set<Int>.self) { group in
            var failed: Set<Int> = []
            var running = 0
            for chain in batch.chains {
                if running >= settings.concurrency, let result = await group.next() {
                    failed.formUnion(result)
                    running -= 1
                }
                group.addTask { await process(chain, run) }
                running += 1
            }
            for await result in group { failed.formUnion(result) }
            return failed
        }
        if !failed.isEmpty { context.metrics.add("MessagesFailed", Double(failed.count)) }
        return messages.indices.filter(failed.contains).map { messages[$0].messageID }
    }

    /// What the tasks of one batch share.
    private struct Run: Sendable {
        let batch: CopyBatch
        let messageIDs: [String]
        let context: LambdaContext
    }

    /// After the first failure the rest of the chain fails untried: SQS keeps the order of a group only if all that came
    /// behind a failed message comes again.
    ///
    /// - Returns: which messages failed, by their place in the batch.
    private func process(_ chain: [CopyBatch.Turn], _ run: Run) async -> Set<Int> {
        for (position, turn) in chain.enumerated() where await !process(turn, run) {
            return Set(chain[position...].map(\.message))
        }
        return []
    }

    /// - Returns: whether the message is done with.
    private func process(_ turn: CopyBatch.Turn, _ run: Run) async -> Bool {
        let messageID = run.messageIDs[turn.message]
        switch turn.events {
        case .failure(let error):
            run.context.metrics.add("Malformed", 1)
            run.context.logger.error(
                "\(error)",
                metadata: [
                    "outcome": "Malformed", "messageId": "\(messageID)", "advice": "see what sends to this queue",
                ]
            )
            return false
        case .success(let events):
            var isDone = true
            // All of them, whatever becomes of one: a copy made now is one less when the message comes again.
            for event in events where await process(event, messageID, run).needsRedelivery(settings) { isDone = false }
            return isDone
        }
    }

    private func process(_ event: S3ObjectEvent, _ messageID: String, _ run: Run) async -> CopyOutcome {
        var report = CopyReport(event: event, messageID: messageID)
        switch CopyPlan(for: event, routes: settings.routes) {
        case .settled(let outcome): report.outcome = outcome
        case .copy(let job):
            report.job = job
            if run.batch.isSuperseded(event) {
                report.outcome = .superseded
            } else {
                await copy(job, &report, run.context)
            }
        }
        report.write(to: run.context)
        return report.outcome
    }

    private func copy(_ job: CopyJob, _ report: inout CopyReport, _ context: LambdaContext) async {
        guard !Task.isCancelled else { return report.outcome = .unfinished }
        let started = ContinuousClock.now
        do {
            _ = try await store.copyObject(
                from: job.source,
                to: S3CopyTarget(bucket: job.targetBucket, key: job.targetKey),
                // Before the cancellation, not after it: the error of the last attempt says more than "cancelled".
                deadline: context.deadline - S3Copier.cancellationMargin
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
