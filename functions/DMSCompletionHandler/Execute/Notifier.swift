import AWSEventBridge
import AWSSNS
import LambdaRuntime
import StateStore

/// Notifies people by SNS and machines by EventBridge.
struct Notifier: Sendable {
    let topics: SNS
    let events: EventBridge
    let topicARN: String?
    let bus: String?

    /// Sends the notification of an outcome, and records that outcome as notified. An outcome that is already recorded
    /// as the last one notified is not sent again.
    ///
    /// - Throws: `AWSError`, `StateStoreError`. A notification that was sent before the error is sent again next time.
    func notify(
        _ report: CheckReport,
        _ entry: inout VersionedDocument<CompletionRecord>,
        _ recorder: CompletionRecorder,
        _ scope: InvocationScope
    ) async throws {
        guard report.outcome.isNotified, entry.document.notified != report.outcome else { return }
        try await send(report, scope)
        try await recorder.change(&entry, scope) { $0.notified = report.outcome }
    }

    private func send(_ report: CheckReport, _ scope: InvocationScope) async throws {
        let deadline = scope.deadline.end
        if let topicARN {
            let notice = NotificationMail(report)
            _ = try await topics.publish(notice.text, subject: notice.subject, to: topicARN, deadline: deadline)
        }
        if let bus, let event = MigrationEvent(report) {
            let entry = EventBridgeEntry(
                source: MigrationEvent.source,
                detailType: event.detailType,
                detail: event.detail.json,
                bus: bus,
                resources: event.resources
            )
            do {
                try await events.putEvents([entry], deadline: deadline)
            } catch {
                scope.metrics.add("EventsFailed", 1)
                throw error
            }
        }
    }
}
