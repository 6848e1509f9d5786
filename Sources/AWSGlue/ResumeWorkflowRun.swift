import AWSClient

extension Glue {
    /// Runs nodes of a run that is over, and all that depends on them, again: as a new run, which names the old one as its
    /// previous one. Never repeated here, as ``startWorkflowRun(_:properties:deadline:)`` is not.
    /// https://docs.aws.amazon.com/glue/latest/webapi/API_ResumeWorkflowRun.html
    ///
    /// - Parameter nodes: unique ids of the graph's nodes.
    /// - Returns: the new run's id.
    /// - Throws: `AWSError`, among others `IllegalWorkflowStateException` and `ConcurrentRunsExceededException`.
    public func resumeWorkflowRun(
        _ workflow: String,
        run: String,
        nodes: [String],
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> String {
        struct Input: Encodable {
            let Name: String
            let RunId: String
            let NodeIds: [String]
        }
        struct Output: Decodable, Sendable { let RunId: String }
        let input = Input(Name: workflow, RunId: run, NodeIds: nodes)
        let output: Output = try await client.call(
            .json("ResumeWorkflowRun", input, isIdempotent: false),
            deadline: deadline
        )
        return output.RunId
    }
}
