/// The answer to S3 Batch Operations. A task without a result counts as ``treatMissingKeysAs``.
public struct S3BatchResponse: Encodable, Sendable, Equatable {
    public enum ResultCode: String, Encodable, Sendable {
        case succeeded = "Succeeded"
        /// The task failed for now: S3 calls the function again.
        case temporaryFailure = "TemporaryFailure"
        case permanentFailure = "PermanentFailure"
    }

    public struct Result: Encodable, Sendable, Equatable {
        public let taskId: String
        public let resultCode: ResultCode
        /// The text about this task in the job's report.
        public let resultString: String

        public init(taskID: String, resultCode: ResultCode, resultString: String) {
            taskId = taskID
            self.resultCode = resultCode
            self.resultString = resultString
        }
    }

    public let invocationSchemaVersion: String
    /// The result code for each task that is not in ``results``.
    public let treatMissingKeysAs = ResultCode.temporaryFailure
    public let invocationId: String
    public let results: [Result]

    public init(to event: S3BatchEvent, results: [Result]) {
        invocationSchemaVersion = event.schemaVersion
        invocationId = event.invocationID
        self.results = results
    }
}
