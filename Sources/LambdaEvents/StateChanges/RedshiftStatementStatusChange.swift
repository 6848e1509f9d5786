import JSON
public import UTCTime

/// A statement of the Redshift Data API that was submitted with `WithEvent` is over.
/// https://docs.aws.amazon.com/redshift/latest/mgmt/data-api-monitoring-events.html
public struct RedshiftStatementStatusChange: Sendable, Equatable {
    public let statementID: String?
    /// The name its sender gave it; `nil` for one without a name.
    public let statementName: String?
    /// `FINISHED`, `FAILED` or `ABORTED`. Ask the service for the reason.
    public let state: String?
    public let time: UTCTime?

    init(_ event: EventBridgeEnvelope) throws(JSONError) {
        statementID = event.detail.filledText("statementId")
        statementName = event.detail.filledText("statementName")
        state = event.detail.filledText("state")
        time = event.time
        if statementID == nil, statementName == nil {
            throw event.detail.error("has neither statementId nor statementName")
        }
    }
}
