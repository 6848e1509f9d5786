import AWSEventBridge

/// The event that the function publishes for each run that is over: Glue has none.
struct RunEvent: Sendable, Equatable {
    static let source = "aws-lambdas.glue-workflow-starter"
    static let detailType = "Glue Workflow Run Finished"
    /// Bytes of the detail. EventBridge takes 1 MB; its targets often less.
    static let mostBytes = 200_000

    /// The run as the function answers it, as JSON text.
    let detail: String

    /// - Parameter answer: of a run that is over.
    init(_ answer: StarterAnswer) { detail = answer.shortened(to: Self.mostBytes, TaskCallbackResult.json).text }

    func entry(bus: String) -> EventBridgeEntry {
        EventBridgeEntry(source: Self.source, detailType: Self.detailType, detail: detail, bus: bus)
    }
}
