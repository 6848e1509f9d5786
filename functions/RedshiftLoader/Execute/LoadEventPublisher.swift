import AWSClient
import AWSEventBridge
import LambdaRuntime
import Logging
import StateStore
import UTCTime

/// Publishes an event for each finished load of a lane, at least once, without delaying other loads.
///
/// A load that leaves the lane's queue is added to ``LaneRecord/unpublished``. If this invocation dies, the sweeper
/// finds the load there.
struct LoadEventPublisher: Sendable {
    let services: LoaderServices
    let scope: InvocationScope

    /// Publishes the event of the first load in ``LaneRecord/unpublished``.
    ///
    /// An event that EventBridge refuses for good is given up: the log reports it, and the metric `EventsNotPublished`
    /// counts it.
    func publish(_ id: String, _ lane: inout VersionedDocument<LaneRecord>) async throws -> Bool {
        let record = try await scope.state.load(.load(id), as: LoadRecord.self)?.document
        if let bus = services.settings.eventBus, let event = record.flatMap(LoadEvent.init) {
            do {
                try await services.events.putEvents([try event.entry(bus: bus)], deadline: scope.deadline)
                scope.context.metrics.add("EventsPublished", 1)
            } catch let error as AWSError {
                guard !error.isRetryable else { return try await postpone(&lane, id, error) }
                scope.context.metrics.add("EventsNotPublished", 1)
                scope.context.logger.error(
                    "load \(id): the event bus refuses its event, which is given up",
                    metadata: ["loadId": "\(id)", "eventBus": "\(bus)", "errorMessage": "\(error)"]
                )
            }
        }
        return try await scope.state.change(&lane) { lane in
            guard lane.unpublished.first == id else { return false }
            lane.unpublished.removeFirst()
            lane.publishAt = nil
            return true
        }
    }

    private func postpone(_ lane: inout VersionedDocument<LaneRecord>, _ id: String, _ error: AWSError) async throws
        -> Bool
    {
        scope.context.logger.warning(
            "load \(id): its event is not published yet",
            metadata: ["loadId": "\(id)", "errorMessage": "\(error)"]
        )
        let time = services.clock.now().advanced(by: LaneMachine.patience)
        return try await scope.state.change(&lane) { lane in
            guard lane.unpublished.first == id else { return false }
            lane.publishAt = time
            return true
        }
    }
}
