import AWSClient

/// The reports of a worker that has a task's token. Each report may be sent twice: the second one only learns that the
/// task is over.
extension StepFunctions {
    /// The maximum length of an output, in characters.
    public static let longestOutput = 262_144
    /// The maximum length of a failure's cause, in characters.
    public static let longestCause = 32_768
    /// The maximum length of a failure's error name, in characters.
    public static let longestError = 256

    /// Reports that a task succeeded.
    /// https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html
    ///
    /// - Parameter output: JSON text, at most ``longestOutput`` characters.
    /// - Throws: `AWSError`, among others `InvalidToken` and `InvalidOutput`.
    public func sendTaskSuccess(
        token: String,
        output: String,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> SendTaskResult {
        struct Input: Encodable {
            let taskToken: String
            let output: String
        }
        return try await send("SendTaskSuccess", Input(taskToken: token, output: output), deadline)
    }

    /// Reports that a task failed.
    /// https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskFailure.html
    ///
    /// - Parameters:
    ///   - error: the error name that Retry and Catch match, at most ``longestError`` characters.
    ///   - cause: a text for people, at most ``longestCause`` characters.
    /// - Throws: `AWSError`, among others `InvalidToken`.
    public func sendTaskFailure(
        token: String,
        error: String,
        cause: String,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> SendTaskResult {
        struct Input: Encodable {
            let taskToken: String
            let error: String
            let cause: String
        }
        return try await send("SendTaskFailure", Input(taskToken: token, error: error, cause: cause), deadline)
    }

    /// Reports that work on a task continues.
    /// https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskHeartbeat.html
    ///
    /// - Throws: `AWSError`, among others `InvalidToken`.
    public func sendTaskHeartbeat(
        token: String,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> SendTaskResult {
        struct Input: Encodable { let taskToken: String }
        return try await send("SendTaskHeartbeat", Input(taskToken: token), deadline)
    }

    private func send(
        _ operation: String,
        _ input: some Encodable,
        _ deadline: ContinuousClock.Instant?
    ) async throws -> SendTaskResult {
        do {
            let _: NoOutput = try await client.call(.json(operation, input, isIdempotent: true), deadline: deadline)
            return .taken
        } catch let error as AWSError where ["TaskTimedOut", "TaskDoesNotExist"].contains(error.code) {
            return .taskIsOver
        }
    }
}
