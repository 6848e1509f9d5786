import AWSClient
public import UTCTime

/// One execution of a DataSync task, as far as somebody here reads it.
/// https://docs.aws.amazon.com/datasync/latest/userguide/API_DescribeTaskExecution.html
public struct TaskExecution: Decodable, Sendable, Equatable {
    /// How each phase ended.
    public struct Result: Decodable, Sendable, Equatable {
        /// `PENDING`, `SUCCESS` or `ERROR`; `PENDING` too for a phase that is switched off.
        public var PrepareStatus: String?
        public var TransferStatus: String?
        public var VerifyStatus: String?
        /// Milliseconds.
        public var TotalDuration: Int64?
        public var ErrorCode: String?
        public var ErrorDetail: String?
    }

    /// Files that failed, by phase. Enhanced mode only.
    public struct Failed: Decodable, Sendable, Equatable {
        public var Prepare: Int64?
        public var Transfer: Int64?
        public var Verify: Int64?
        public var Delete: Int64?
    }

    public var arn: String
    /// `QUEUED`, `LAUNCHING`, `PREPARING`, `TRANSFERRING`, `VERIFYING`, `CANCELLING`, `SUCCESS` or `ERROR`.
    public var status: String?
    public var startTime: UTCTime?
    public var endTime: UTCTime?
    public var estimatedFiles: Int64?
    public var filesTransferred: Int64?
    public var filesVerified: Int64?
    public var filesSkipped: Int64?
    public var filesFailed: Failed?
    public var bytesWritten: Int64?
    /// `NONE` when the task does not verify.
    public var verifyMode: String?
    public var result: Result?

    private struct Options: Decodable { let VerifyMode: String? }

    enum CodingKeys: String, CodingKey {
        case arn = "TaskExecutionArn"
        case status = "Status"
        case startTime = "StartTime"
        case endTime = "EndTime"
        case estimatedFiles = "EstimatedFilesToTransfer"
        case filesTransferred = "FilesTransferred"
        case filesVerified = "FilesVerified"
        case filesSkipped = "FilesSkipped"
        case filesFailed = "FilesFailed"
        case bytesWritten = "BytesWritten"
        case options = "Options"
        case result = "Result"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func count(_ key: CodingKeys) throws -> Int64? { try container.decodeIfPresent(Int64.self, forKey: key) }
        arn = try container.decode(String.self, forKey: .arn)
        status = try container.decodeIfPresent(String.self, forKey: .status)
        startTime = try container.decodeEpochIfPresent(forKey: .startTime)
        endTime = try container.decodeEpochIfPresent(forKey: .endTime)
        estimatedFiles = try count(.estimatedFiles)
        filesTransferred = try count(.filesTransferred)
        filesVerified = try count(.filesVerified)
        filesSkipped = try count(.filesSkipped)
        filesFailed = try container.decodeIfPresent(Failed.self, forKey: .filesFailed)
        bytesWritten = try count(.bytesWritten)
        verifyMode = try container.decodeIfPresent(Options.self, forKey: .options)?.VerifyMode
        result = try container.decodeIfPresent(Result.self, forKey: .result)
    }
}

extension DataSync {
    /// Looks one execution up.
    ///
    /// - Returns: `nil` when there is none: DataSync calls an ARN it does not know an invalid request.
    /// - Throws: `AWSError`.
    public func taskExecution(
        arn: String,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> TaskExecution? {
        struct Request: Encodable { let TaskExecutionArn: String }
        let request = Request(TaskExecutionArn: arn)
        let operation = try AWSOperation<TaskExecution>.json("DescribeTaskExecution", request, isRepeatable: true)
        do {
            return try await client.call(operation, deadline: deadline)
        } catch let error as AWSError
            where error.code == "InvalidRequestException" && error.message.contains("not found")
        {
            return nil
        }
    }

    /// The ARN of a task's latest execution.
    /// https://docs.aws.amazon.com/datasync/latest/userguide/API_ListTaskExecutions.html
    ///
    /// - Returns: `nil` when the task never ran.
    /// - Throws: `AWSError`.
    public func latestExecution(
        taskARN: String,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> String? {
        struct Request: Encodable {
            let TaskArn: String
            let NextToken: String?
        }
        struct Entry: Decodable, Sendable { let TaskExecutionArn: String }
        struct Answer: Decodable, Sendable {
            let TaskExecutions: [Entry]?
            let NextToken: String?
        }
        var latest: String?
        var token: String?
        var seen: Set<String> = []
        repeat {
            let request = Request(TaskArn: taskARN, NextToken: token)
            let operation = try AWSOperation<Answer>.json("ListTaskExecutions", request, isRepeatable: true)
            let answer = try await client.call(operation, deadline: deadline)
            // Oldest first, so the last of the last page is the latest.
            latest = answer.TaskExecutions?.last?.TaskExecutionArn ?? latest
            token = answer.NextToken.flatMap { $0.isEmpty || !seen.insert($0).inserted ? nil : $0 }
        } while token != nil
        return latest
    }
}
