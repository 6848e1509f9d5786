import JSON
public import UTCTime

/// The event of a Glue crawler that has started, succeeded or failed.
/// https://docs.aws.amazon.com/glue/latest/dg/automating-awsglue-with-cloudwatch-events.html
public struct GlueCrawlerStateChange: Sendable, Equatable {
    public let crawlerName: String
    /// The crawler's new state: `Started`, `Succeeded` or `Failed`.
    public let state: String?
    public let message: String?
    public let time: UTCTime?

    init(_ event: EventBridgeEnvelope) throws(JSONError) {
        crawlerName = try event.detail["crawlerName"].string
        state = event.detail.text("state")
        message = event.detail.text("message") ?? event.detail.text("errorMessage")
        time = event.time
    }
}
