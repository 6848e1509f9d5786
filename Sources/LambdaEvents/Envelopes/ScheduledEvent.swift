public import JSON
public import UTCTime

/// The moment of a schedule: a rule of EventBridge (`Scheduled Event`) or EventBridge Scheduler with its default payload.
public struct ScheduledEvent: Sendable {
    /// The rule's or the schedule's ARN.
    public let arn: String?
    /// The time the schedule names, not the time of delivery.
    public let time: UTCTime?
    /// The event's detail: empty, unless somebody made the event up.
    public let detail: JSONElement

    init(_ event: EventBridgeEnvelope) {
        arn = event.resources.first
        time = event.time
        detail = event.detail
    }
}
