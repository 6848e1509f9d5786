import AWSClient

extension Glue {
    /// Starts a run of a workflow. Glue has no client token, so a call whose answer was lost may have started a run.
    /// The call is therefore never retried here, and the caller must search for the run by its properties.
    /// https://docs.aws.amazon.com/glue/latest/webapi/API_StartWorkflowRun.html
    ///
    /// - Parameter properties: texts that the run's jobs can read. They must not contain secrets, because Glue may
    ///   log them.
    /// - Returns: the run's id.
    /// - Throws: `AWSError`, among others `EntityNotFoundException`, `ConcurrentRunsExceededException`,
    ///   `ResourceNumberLimitExceededException`, `OperationTimeoutException` (may have worked).
    public func startWorkflowRun(
        _ workflow: String,
        properties: [String: String],
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> String {
        struct Input: Encodable {
            let Name: String
            let RunProperties: [String: String]
        }
        struct Output: Decodable, Sendable { let RunId: String }
        let input = Input(Name: workflow, RunProperties: properties)
        let output: Output = try await client.call(
            .json("StartWorkflowRun", input, isIdempotent: false),
            deadline: deadline
        )
        return output.RunId
    }
}
