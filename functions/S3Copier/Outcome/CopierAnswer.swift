import LambdaEvents
import LambdaRuntime

/// The answer to one invocation. Each case stands for one way to invoke the function.
enum CopierAnswer: Sendable {
    /// The answer to a batch: the ids of the messages that SQS must deliver again, in the batch's order.
    case messages(failed: [String])
    /// The answer to events that invoked the function directly; all of them succeeded.
    case events
    case tasks(S3BatchResponse)
    case sweep(SweepCounts)

    /// Encodes the answer for Lambda.
    ///
    /// - Throws: `JSONError`, but no value of these types causes one.
    func response() throws -> LambdaResponse {
        switch self {
        case .messages(let failed) where failed.isEmpty: LambdaResponse(SQSBatchResponse.allDone)
        case .messages(let failed):
            LambdaResponse(try JSONPayloadCoding.encode(SQSBatchResponse(failedMessageIDs: failed)))
        case .events: LambdaResponse([UInt8]("{}".utf8))
        case .tasks(let response): LambdaResponse(try JSONPayloadCoding.encode(response))
        case .sweep(let counts): LambdaResponse(try JSONPayloadCoding.encode(counts))
        }
    }
}
