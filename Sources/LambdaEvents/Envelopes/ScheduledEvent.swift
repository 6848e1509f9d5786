public import JSON
public import UTCTime

/// The event of a schedule, from an EventBridge rule (`Scheduled Event`) or from EventBridge Scheduler with its default
/// payload.
public struct ScheduledEvent: Sendable {
    /// The ARN of the rule or schedule.
    public let arn: String?
    /// The scheduled time, not the time of delivery.
    public let time: UTCTime?
    /// The event's detail. It is empty, unless a person or a test wrote the event.
    public let detail: JSONElement

    init(_ event: EventBridgeEnvelope) {
        arn = event.resources.first
        time = event.time
        detail = event.detail
    }
}
