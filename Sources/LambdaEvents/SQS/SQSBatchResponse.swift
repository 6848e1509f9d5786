/// The answer that names the messages that must return to the queue. Lambda reads this answer only with
/// `FunctionResponseTypes: [ReportBatchItemFailures]`. An empty list means that every message is done, and an id that
/// is not in the batch fails the whole batch.
public struct SQSBatchResponse: Encodable, Sendable, Equatable {
    public struct Failure: Encodable, Sendable, Equatable {
        public let itemIdentifier: String
    }

    public let batchItemFailures: [Failure]

    /// The answer to nearly all batches: every message is done.
    public static let allDone = Array(#"{"batchItemFailures":[]}"#.utf8)

    public init(failedMessageIDs: [String]) {
        batchItemFailures = failedMessageIDs.map(Failure.init(itemIdentifier:))
    }
}
