import JSON
public import UTCTime

/// The event of a Redshift Data API statement that has ended. It exists only for statements submitted with `WithEvent`.
/// https://docs.aws.amazon.com/redshift/latest/mgmt/data-api-monitoring-events.html
public struct RedshiftStatementStatusChange: Sendable, Equatable {
    public let statementID: String?
    /// The statement's name; `nil` when the sender gave it no name.
    public let statementName: String?
    /// The final state: `FINISHED`, `FAILED` or `ABORTED`. Ask the service for the reason.
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
