public import JSON
public import UTCTime

/// An event of EventBridge, with its detail unread.
/// https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
///
/// Only source and type must be there; the rest is `nil` when a test or another sender leaves it out.
public struct EventBridgeEnvelope: Sendable {
    /// The event's id: the same for every delivery of one event, but not for an event that its sender published twice.
    public let id: String?
    public let detailType: String
    /// `aws.…` for AWS's own.
    public let source: String
    public let account: String?
    public let region: String?
    public let time: UTCTime?
    /// ARNs of the resources that the event is about.
    public let resources: [String]
    /// The detail, unread: EventBridge Scheduler sends it as a string, whose JSON is unwrapped.
    public let detail: JSONElement

    init(_ event: JSONElement) throws(JSONError) {
        detailType = try event["detail-type"].string
        source = try event["source"].string
        id = event.text("id")
        account = event.text("account")
        region = event.text("region")
        time = event.text("time").flatMap { UTCTime(iso8601: $0) }
        resources = (try? event["resources"].array)?.compactMap { try? $0.string } ?? []
        let detail = event["detail"]
        self.detail = detail.kind == .string ? (try? detail.embedded.root) ?? detail : detail
    }
}
