import AWSClient

extension StepFunctions {
    /// Starts an execution of a standard state machine. A second call with the same name and input starts no second
    /// execution.
    /// https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
    ///
    /// - Parameters:
    ///   - name: at most 80 characters; unique for 90 days.
    ///   - input: JSON text, at most 262,144 characters.
    /// - Throws: `AWSError`, among others `StateMachineDoesNotExist`, `InvalidName`, `InvalidExecutionInput`.
    public func startExecution(
        of stateMachineARN: String,
        name: String,
        input: String,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> StartExecutionResult {
        struct Input: Encodable {
            let stateMachineArn: String
            let name: String
            let input: String
        }
        struct Output: Decodable, Sendable { let executionArn: String }
        do {
            let output: Output = try await client.call(
                .json(
                    "StartExecution",
                    Input(stateMachineArn: stateMachineARN, name: name, input: input),
                    isIdempotent: true
                ),
                deadline: deadline
            )
            return .started(arn: output.executionArn)
        } catch let error as AWSError where error.code == "ExecutionAlreadyExists" {
            return .alreadyExists
        }
    }
}
