/// The answer to S3 Batch Operations. A task without a result is treated as the job's default says.
public struct S3BatchResponse: Encodable, Sendable, Equatable {
    public enum ResultCode: String, Encodable, Sendable {
        case succeeded = "Succeeded"
        /// S3 calls again.
        case temporaryFailure = "TemporaryFailure"
        case permanentFailure = "PermanentFailure"
    }

    public struct Result: Encodable, Sendable, Equatable {
        public let taskId: String
        public let resultCode: ResultCode
        /// The text for the job's report.
        public let resultString: String

        public init(taskID: String, resultCode: ResultCode, resultString: String) {
            taskId = taskID
            self.resultCode = resultCode
            self.resultString = resultString
        }
    }

    public let invocationSchemaVersion: String
    /// The treatment of tasks that are not among the results.
    public let treatMissingKeysAs = ResultCode.temporaryFailure
    public let invocationId: String
    public let results: [Result]

    public init(to event: S3BatchEvent, results: [Result]) {
        invocationSchemaVersion = event.schemaVersion
        invocationId = event.invocationID
        self.results = results
    }
}
