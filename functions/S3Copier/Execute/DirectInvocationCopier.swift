import LambdaEvents
import LambdaRuntime

/// Copies the objects of events that invoked the function directly, without a queue. No message can go back to a queue:
/// an error makes Lambda invoke the function again, twice at most. After that Lambda sends the event to the function's
/// failure destination.
struct DirectInvocationCopier: Sendable {
    let scope: InvocationScope

    /// - Throws: ``CopyFailure/eventsFailed(_:)`` when an event failed or a notification could not be sent.
    func process(_ works: [MessageBatchItem.Work]) async throws {
        let notifier = CopyNotifier(scope)
        var problems: [String] = []
        var events: [S3ObjectEvent] = []
        for work in works {
            switch work {
            case .events(let some): events += some
            case .unreadable(let reason): problems.append(reason)
            case .followUp: break
            }
        }
        let superseded = SupersededEvents(events, scope.settings)
        let processor = EventProcessor(scope: scope, notifier: notifier)
        var reports: [CopyReport] = []
        for events in [events.filter { !superseded.waits($0) }, events.filter { superseded.waits($0) }] {
            reports += await concurrentMap(events, limit: scope.settings.concurrency) { event in
                let report = await processor.process(event, origin: .event, isSuperseded: superseded.contains(event))
                superseded.record(event, report.outcome)
                return report
            }
        }
        for report in reports where scope.settings.dispositions[report.outcome] != .ack {
            problems.append("s3://\(report.event.bucket)/\(report.event.key): \(report.summary)")
        }
        if await !notifier.finish() {
            problems.append("copied, but the event bus or the crawler could not be notified")
        }
        guard problems.isEmpty else { throw CopyFailure.eventsFailed(problems) }
    }
}
