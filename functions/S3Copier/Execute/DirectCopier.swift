import LambdaEvents
import LambdaRuntime

/// Copies what events tell of that no queue stands behind. There is no message to give back: an error makes Lambda invoke the
/// function again, twice at most, and then send the event to the function's failure destination.
struct DirectCopier: Sendable {
    let context: CopyContext

    /// - Throws: ``CopyFailure/eventsFailed(_:)`` when not all is done.
    func process(_ works: [WorkItem.Work]) async throws {
        let notifier = CopyNotifier(context)
        var problems: [String] = []
        var events: [S3ObjectEvent] = []
        for work in works {
            switch work {
            case .events(let some): events += some
            case .unreadable(let reason): problems.append(reason)
            case .followUp: break
            }
        }
        let superseded = SupersededEvents(events, context.settings)
        let processor = EventProcessor(context: context, notifier: notifier)
        let reports = await concurrentMap(events, limit: context.settings.concurrency) { event in
            await processor.process(event, origin: .event, isSuperseded: superseded.contains(event))
        }
        for report in reports where context.settings.dispositions[report.outcome] != .ack {
            problems.append(
                "s3://\(report.event.bucket)/\(report.event.key): \(BatchOperationsCopier.text(of: report))"
            )
        }
        if await !notifier.finish() { problems.append("copied, but the event bus or the crawler does not know yet") }
        guard problems.isEmpty else { throw CopyFailure.eventsFailed(problems) }
    }
}
