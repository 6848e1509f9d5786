import AWSClient

extension StepFunctions {
    /// Reads an execution's status.
    /// https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
    ///
    /// - Returns: `nil` when the execution does not exist (any more), or when its status is not known here.
    /// - Throws: `AWSError`, among others `InvalidArn`.
    public func executionStatus(
        _ arn: String,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> ExecutionStatus? {
        struct Input: Encodable {
            let executionArn: String
            let includedData = "METADATA_ONLY"
        }
        struct Output: Decodable, Sendable { let status: String }
        do {
            let output: Output = try await client.call(
                .json("DescribeExecution", Input(executionArn: arn), isIdempotent: true),
                deadline: deadline
            )
            return ExecutionStatus(rawValue: output.status)
        } catch let error as AWSError where error.code == "ExecutionDoesNotExist" {
            return nil
        }
    }
}
