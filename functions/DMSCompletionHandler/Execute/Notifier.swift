import AWSEventBridge
import AWSSNS

/// Tells people by SNS and machines by EventBridge.
struct Notifier: Sendable {
    let topics: SNS
    let events: EventBridge
    let topicARN: String?
    let bus: String?

    /// - Throws: `AWSError`. Whoever was notified before it is notified again next time.
    func notify(_ report: CheckReport, deadline: ContinuousClock.Instant) async throws {
        if let topicARN {
            let notice = MigrationNotice(report)
            _ = try await topics.publish(notice.text, subject: notice.subject, to: topicARN, deadline: deadline)
        }
        if let bus, let detailType = report.outcome.detailType {
            let entry = EventBridgeEntry(
                source: MigrationEvent.source,
                detailType: detailType,
                detail: MigrationEvent(report).json,
                bus: bus,
                resources: report.taskARN.map { [$0] }
            )
            try await events.putEvents([entry], deadline: deadline)
        }
    }
}
