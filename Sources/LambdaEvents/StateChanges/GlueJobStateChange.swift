import JSON
public import UTCTime

/// The event of a Glue job run that has ended or takes longer than its notification delay. An end is a
/// `Glue Job State Change` (`SUCCEEDED`, `FAILED`, `TIMEOUT` or `STOPPED`); a long run is a `Glue Job Run Status`
/// (`STARTING`, `RUNNING` or `STOPPING`). The event names no workflow.
/// https://docs.aws.amazon.com/glue/latest/dg/automating-awsglue-with-cloudwatch-events.html
public struct GlueJobStateChange: Sendable, Equatable {
    public let jobName: String
    public let jobRunID: String?
    public let state: String?
    public let message: String?
    public let time: UTCTime?

    init(_ event: EventBridgeEnvelope) throws(JSONError) {
        jobName = try event.detail["jobName"].string
        jobRunID = event.detail.text("jobRunId")
        state = event.detail.text("state")
        message = event.detail.text("message")
        time = event.time
    }
}
