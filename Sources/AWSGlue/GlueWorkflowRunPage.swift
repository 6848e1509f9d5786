/// One page of a workflow's runs.
public struct GlueWorkflowRunPage: Sendable, Equatable {
    public let runs: [GlueWorkflowRun]
    /// `nil` after the last page.
    public let nextToken: String?
}
