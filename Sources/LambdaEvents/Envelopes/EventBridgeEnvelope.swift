public import JSON
public import UTCTime

/// An event of EventBridge. Its detail is not parsed.
/// https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
///
/// Only the source and the type are required. The other members are `nil` when a test or another sender leaves them
/// out.
public struct EventBridgeEnvelope: Sendable {
    /// The event's id: the same for every delivery of one event, but not for an event that its sender published twice.
    public let id: String?
    public let detailType: String
    /// The source of the event. The sources of AWS begin with `aws.`.
    public let source: String
    public let account: String?
    public let region: String?
    public let time: UTCTime?
    /// The ARNs of the resources that the event is about.
    public let resources: [String]
    /// The detail, not parsed. EventBridge Scheduler sends it as a string; in this case it is the JSON inside that
    /// string.
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
