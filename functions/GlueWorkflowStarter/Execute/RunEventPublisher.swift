import AWSClient
import AWSEventBridge
import LambdaRuntime

/// Publishes the end of each run on the configured event bus, at least once.
struct RunEventPublisher: Sendable {
    let scope: InvocationScope

    /// - Throws: `StarterError` when EventBridge did not accept the event; the sweeper then publishes it.
    func publish(_ record: RunRecord) async throws {
        guard let bus = scope.settings.eventBus, case .finished(let answer) = record.state, answer.runId != nil else {
            return
        }
        do {
            let entry = RunEvent(StarterAnswer(record)).entry(bus: bus)
            try await scope.services.eventBridge.putEvents([entry], deadline: scope.deadline)
            scope.context.metrics.add("EventsPublished", 1)
        } catch let error as AWSError {
            scope.context.metrics.add("EventsFailed", 1)
            throw StarterError(undelivered: "the end of \(record.key) could not be published on \(bus)", error)
        }
    }
}
