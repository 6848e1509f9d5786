import AWSClient

extension Glue {
    /// Stops a run, together with its running jobs and crawlers.
    /// https://docs.aws.amazon.com/glue/latest/webapi/API_StopWorkflowRun.html
    ///
    /// - Throws: `AWSError`, among others `EntityNotFoundException`.
    public func stopWorkflowRun(
        _ workflow: String,
        run: String,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> StopWorkflowRunResult {
        struct Input: Encodable {
            let Name: String
            let RunId: String
        }
        do {
            let _: NoOutput = try await client.call(
                .json("StopWorkflowRun", Input(Name: workflow, RunId: run), isIdempotent: true),
                deadline: deadline
            )
            return .stopping
        } catch let error as AWSError where error.code == "IllegalWorkflowStateException" {
            return .notRunning
        }
    }
}
