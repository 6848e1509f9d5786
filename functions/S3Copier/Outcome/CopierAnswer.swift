import LambdaEvents
import LambdaRuntime

/// The answer to one invocation, by the way in which the function was invoked.
enum CopierAnswer: Sendable {
    /// To a batch of messages: the ids of those that SQS must deliver again, in the batch's order.
    case messages(failed: [String])
    /// To events that no queue stands behind; they all succeeded.
    case events
    case tasks(S3BatchResponse)
    case sweep(SweepCounts)

    /// - Throws: `JSONError`, never for what these types can hold.
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
