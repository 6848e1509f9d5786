import AWSClient
public import UTCTime

/// One execution of a DataSync task, with the fields that a completion check reads.
/// https://docs.aws.amazon.com/datasync/latest/userguide/API_DescribeTaskExecution.html
public struct TaskExecution: Decodable, Sendable, Equatable {
    /// The results of the execution's phases.
    /// https://docs.aws.amazon.com/datasync/latest/userguide/API_TaskExecutionResultDetail.html
    public struct Result: Decodable, Sendable, Equatable {
        /// The result of the preparation: `PENDING`, `SUCCESS` or `ERROR`. A phase that is switched off stays
        /// `PENDING`.
        public var prepareStatus: String?
        public var transferStatus: String?
        public var verifyStatus: String?
        /// The duration of the whole execution, in milliseconds.
        public var totalDuration: Int64?
        public var errorCode: String?
        public var errorDetail: String?

        enum CodingKeys: String, CodingKey {
            case prepareStatus = "PrepareStatus"
            case transferStatus = "TransferStatus"
            case verifyStatus = "VerifyStatus"
            case totalDuration = "TotalDuration"
            case errorCode = "ErrorCode"
            case errorDetail = "ErrorDetail"
        }
    }

    /// The numbers of files or folders that failed in each phase, in enhanced mode only. For the listing only folders
    /// are counted.
    public struct Failed: Decodable, Sendable, Equatable {
        public var list: Int64?
        public var prepare: Int64?
        public var transfer: Int64?
        public var verify: Int64?
        public var delete: Int64?

        enum CodingKeys: String, CodingKey {
            case list = "List"
            case prepare = "Prepare"
            case transfer = "Transfer"
            case verify = "Verify"
            case delete = "Delete"
        }

        /// The sum over all phases; `Int64.max` when the sum is too large for an integer.
        public var total: Int64 {
            [list, prepare, transfer, verify, delete].reduce(Int64(0)) { sum, count in
                let (next, overflow) = sum.addingReportingOverflow(max(count ?? 0, 0))
                return overflow ? .max : next
            }
        }
    }

    public var arn: String
    /// The status: `QUEUED`, `LAUNCHING`, `PREPARING`, `TRANSFERRING`, `VERIFYING`, `CANCELLING`, `SUCCESS` or `ERROR`.
    public var status: String?
    /// The task's mode: `BASIC` or `ENHANCED`.
    public var mode: String?
    public var startTime: UTCTime?
    public var endTime: UTCTime?
    /// The number of files, objects and, in basic mode, directories that DataSync expected to transfer and to delete.
    public var estimatedFiles: Int64?
    public var estimatedFilesToDelete: Int64?
    public var filesPrepared: Int64?
    public var filesTransferred: Int64?
    public var filesVerified: Int64?
    public var filesSkipped: Int64?
    public var filesDeleted: Int64?
    public var filesFailed: Failed?
    /// The number of directories that DataSync expected to transfer, in enhanced mode only.
    public var estimatedFolders: Int64?
    public var estimatedFoldersToDelete: Int64?
    public var foldersPrepared: Int64?
    public var foldersTransferred: Int64?
    public var foldersVerified: Int64?
    public var foldersDeleted: Int64?
    public var foldersFailed: Failed?
    public var bytesWritten: Int64?
    /// The verification mode; `NONE` when the task does not verify.
    public var verifyMode: String?
    public var result: Result?

    private struct Options: Decodable { let VerifyMode: String? }

    enum CodingKeys: String, CodingKey {
        case arn = "TaskExecutionArn"
        case status = "Status"
        case mode = "TaskMode"
        case startTime = "StartTime"
        case endTime = "EndTime"
        case estimatedFiles = "EstimatedFilesToTransfer"
        case estimatedFilesToDelete = "EstimatedFilesToDelete"
        case filesPrepared = "FilesPrepared"
        case filesTransferred = "FilesTransferred"
        case filesVerified = "FilesVerified"
        case filesSkipped = "FilesSkipped"
        case filesDeleted = "FilesDeleted"
        case filesFailed = "FilesFailed"
        case estimatedFolders = "EstimatedFoldersToTransfer"
        case estimatedFoldersToDelete = "EstimatedFoldersToDelete"
        case foldersPrepared = "FoldersPrepared"
        case foldersTransferred = "FoldersTransferred"
        case foldersVerified = "FoldersVerified"
        case foldersDeleted = "FoldersDeleted"
        case foldersFailed = "FoldersFailed"
        case bytesWritten = "BytesWritten"
        case options = "Options"
        case result = "Result"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func count(_ key: CodingKeys) throws -> Int64? { try container.decodeIfPresent(Int64.self, forKey: key) }
        arn = try container.decode(String.self, forKey: .arn)
        status = try container.decodeIfPresent(String.self, forKey: .status)
        mode = try container.decodeIfPresent(String.self, forKey: .mode)
        startTime = try container.decodeEpochIfPresent(forKey: .startTime)
        endTime = try container.decodeEpochIfPresent(forKey: .endTime)
        estimatedFiles = try count(.estimatedFiles)
        estimatedFilesToDelete = try count(.estimatedFilesToDelete)
        filesPrepared = try count(.filesPrepared)
        filesTransferred = try count(.filesTransferred)
        filesVerified = try count(.filesVerified)
        filesSkipped = try count(.filesSkipped)
        filesDeleted = try count(.filesDeleted)
        filesFailed = try container.decodeIfPresent(Failed.self, forKey: .filesFailed)
        estimatedFolders = try count(.estimatedFolders)
        estimatedFoldersToDelete = try count(.estimatedFoldersToDelete)
        foldersPrepared = try count(.foldersPrepared)
        foldersTransferred = try count(.foldersTransferred)
        foldersVerified = try count(.foldersVerified)
        foldersDeleted = try count(.foldersDeleted)
        foldersFailed = try container.decodeIfPresent(Failed.self, forKey: .foldersFailed)
        bytesWritten = try count(.bytesWritten)
        verifyMode = try container.decodeIfPresent(Options.self, forKey: .options)?.VerifyMode
        result = try container.decodeIfPresent(Result.self, forKey: .result)
    }
}
