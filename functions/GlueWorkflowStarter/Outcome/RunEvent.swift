import AWSEventBridge

/// The event that the function publishes when a run is over. Glue itself publishes no such event.
struct RunEvent: Sendable, Equatable {
    static let source = "aws-lambdas.glue-workflow-starter"
    static let detailType = "Glue Workflow Run Finished"
    /// The maximum size of the detail in bytes. EventBridge accepts 1 MB, but many targets accept less.
    static let mostBytes = 200_000

    /// The function's answer about the run, as JSON text.
    let detail: String

    /// - Parameter answer: the answer about a run that is over.
    init(_ answer: StarterAnswer) { detail = answer.shortened(to: Self.mostBytes, TaskCallbackResult.json).text }

    func entry(bus: String) -> EventBridgeEntry {
        EventBridgeEntry(source: Self.source, detailType: Self.detailType, detail: detail, bus: bus)
    }
}
