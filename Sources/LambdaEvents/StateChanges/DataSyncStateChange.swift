import TextSearch
public import UTCTime

/// The event about a new state of a DataSync task's execution.
/// https://docs.aws.amazon.com/datasync/latest/userguide/monitor-with-eventbridge.html
public struct DataSyncStateChange: Sendable, Equatable {
    /// The execution's ARN; `nil` when the event names none.
    public let executionARN: String?
    /// The new state in upper case: `LAUNCHING`, `TRANSFERRING`, …. The final states are `SUCCESS` and `ERROR`.
    public let state: String?
    public let time: UTCTime?

    init(_ event: EventBridgeEnvelope) {
        executionARN = event.resources.first { $0.contains(text: ":task/") && $0.contains(text: "/execution/") }
        state = (event.detail.filledText("State") ?? event.detail.filledText("state"))?.uppercased()
        time = event.time
    }

    public var isEnd: Bool { state == "SUCCESS" || state == "ERROR" }
}
