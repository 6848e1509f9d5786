import AWSClient

extension Glue {
    /// Reruns nodes of a finished run, and all nodes that depend on them, as a new run. The new run names the old one
    /// as its previous run. Like ``startWorkflowRun(_:properties:deadline:)``, the call is never retried here.
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
