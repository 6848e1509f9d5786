import FormEncoding

/// A call by S3 Batch Operations: one or more objects of a job's manifest.
/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-invoke-lambda.html
public struct S3BatchEvent: Decodable, Sendable, Equatable {
    public let schemaVersion: String
    public let invocationID: String
    public let jobID: String?
    /// What the job's creator gave along; schema 2.0 only.
    public let userArguments: [String: String]
    public let tasks: [Task]

    public struct Task: Decodable, Sendable, Equatable {
        public let id: String
        public let bucket: String
        /// Decoded: the key as it is in the bucket, byte for byte. `nil` when it was not form-encoded UTF-8.
        public let key: String?
        public let versionID: String?

        private enum CodingKeys: String, CodingKey {
            case taskId, s3Key, s3VersionId, s3BucketArn, s3Bucket
        }

        public init(id: String, bucket: String, key: String?, versionID: String? = nil) {
            self.id = id
            self.bucket = bucket
            self.key = key
            self.versionID = versionID
        }

        /// Schema 1.0 names the bucket by its ARN, 2.0 by its name.
        public init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            id = try container.decode(String.self, forKey: .taskId)
            key = formDecoded(try container.decode(String.self, forKey: .s3Key)).flatMap { $0.isEmpty ? nil : $0 }
            versionID = try container.decodeIfPresent(String.self, forKey: .s3VersionId).flatMap {
                $0.isEmpty || $0 == "null" ? nil : $0
            }
            if let name = try container.decodeIfPresent(String.self, forKey: .s3Bucket) {
                bucket = name
            } else {
                let arn = try container.decode(String.self, forKey: .s3BucketArn)
                bucket = String(arn.split(separator: ":", omittingEmptySubsequences: false).last ?? "")
            }
        }
    }

    private enum CodingKeys: String, CodingKey {
        case invocationSchemaVersion, invocationId, job, tasks
    }

    private struct Job: Decodable {
        let id: String?
        let userArguments: [String: String]?
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        schemaVersion = try container.decode(String.self, forKey: .invocationSchemaVersion)
        invocationID = try container.decode(String.self, forKey: .invocationId)
        let job = try container.decodeIfPresent(Job.self, forKey: .job)
        jobID = job?.id
        userArguments = job?.userArguments ?? [:]
        tasks = try container.decode([Task].self, forKey: .tasks)
    }
}

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
        /// For the job's report.
        public let resultString: String

        public init(taskID: String, resultCode: ResultCode, resultString: String) {
            taskId = taskID
            self.resultCode = resultCode
            self.resultString = resultString
        }
    }

    public let invocationSchemaVersion: String
    /// What becomes of tasks that are not among the results.
    public let treatMissingKeysAs = ResultCode.temporaryFailure
    public let invocationId: String
    public let results: [Result]

    public init(to event: S3BatchEvent, results: [Result]) {
        invocationSchemaVersion = event.schemaVersion
        invocationId = event.invocationID
        self.results = results
    }
}
