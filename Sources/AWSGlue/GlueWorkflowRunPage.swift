/// One page of a workflow's runs.
public struct GlueWorkflowRunPage: Sendable, Equatable {
    public let runs: [GlueWorkflowRun]
    /// The token that requests the next page; `nil` after the last page.
    public let nextToken: String?
}
