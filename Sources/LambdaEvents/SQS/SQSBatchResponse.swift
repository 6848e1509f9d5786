/// The messages of a batch that go back to the queue. Lambda heeds the answer only with
/// `FunctionResponseTypes: [ReportBatchItemFailures]`; an empty list means that every message is done, and an id that
/// is not of the batch fails the whole batch.
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
