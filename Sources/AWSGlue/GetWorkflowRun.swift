import AWSClient

extension Glue {
    /// Reads a run with its graph of jobs and crawlers.
    /// https://docs.aws.amazon.com/glue/latest/webapi/API_GetWorkflowRun.html
    ///
    /// - Throws: `AWSError`, among others `EntityNotFoundException`.
    public func workflowRun(
        _ workflow: String,
        run: String,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> GlueWorkflowRun {
        struct Input: Encodable {
            let Name: String
            let RunId: String
            let IncludeGraph = true
        }
        struct Output: Decodable, Sendable { let Run: GlueWorkflowRun }
        let output: Output = try await client.call(
            .json("GetWorkflowRun", Input(Name: workflow, RunId: run), isIdempotent: true),
            deadline: deadline
        )
        return output.Run
    }

    /// Lists a workflow's runs without their graphs, one page at a time. AWS does not document the order.
    /// https://docs.aws.amazon.com/glue/latest/webapi/API_GetWorkflowRuns.html
    ///
    /// - Parameter limit: the maximum number of runs of a page, 1 to 1000.
    /// - Throws: `AWSError`, among others `EntityNotFoundException`.
    public func workflowRuns(
        _ workflow: String,
        limit: Int,
        from token: String? = nil,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> GlueWorkflowRunPage {
        struct Input: Encodable {
            let Name: String
            let IncludeGraph = false
            let NextToken: String?
            let MaxResults: Int
        }
        struct Output: Decodable, Sendable {
            let Runs: [GlueWorkflowRun]?
            let NextToken: String?
        }
        let output: Output = try await client.call(
            .json("GetWorkflowRuns", Input(Name: workflow, NextToken: token, MaxResults: limit), isIdempotent: true),
            deadline: deadline
        )
        // Some services end a list with an empty token instead of none.
        let next = output.NextToken.flatMap { $0.isEmpty ? nil : $0 }
        if let next, next == token {
            throw AWSError.repeatedMarker(service: Self.service.name, operation: "GetWorkflowRuns")
        }
        return GlueWorkflowRunPage(runs: output.Runs ?? [], nextToken: next)
    }
}
