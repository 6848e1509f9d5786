import FormEncoding
public import JSON

/// A call by S3 Batch Operations about one or more objects of a job's manifest.
/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-invoke-lambda.html
public struct S3BatchEvent: JSONElementDecodable, Sendable, Equatable {
    public let schemaVersion: String
    public let invocationID: String
    public let jobID: String?
    /// The arguments that the job's creator gave; schema 2.0 only.
    public let userArguments: [String: String]
    public let tasks: [Task]

    public struct Task: JSONElementDecodable, Sendable, Equatable {
        public let id: String
        public let bucket: String
        /// The decoded key, byte for byte as it is in the bucket; `nil` when the event's key is not form-encoded UTF-8.
        public let key: String?
        public let versionID: String?

        public init(id: String, bucket: String, key: String?, versionID: String? = nil) {
            self.id = id
            self.bucket = bucket
            self.key = key
            self.versionID = versionID
        }

        /// Reads one task. Schema 1.0 names the bucket by its ARN, 2.0 by its name.
        ///
        /// - Throws: `JSONError` when the id, key or bucket is missing.
        public init(_ task: JSONElement) throws(JSONError) {
            id = try task["taskId"].string
            key = formDecoded(try task["s3Key"].string).flatMap { $0.isEmpty ? nil : $0 }
            versionID = try task["s3VersionId"].ifPresent?.string.unlessEmpty.flatMap { $0 == "null" ? nil : $0 }
            if let name = task["s3Bucket"].ifPresent {
                bucket = try name.string
            } else {
                let arn = try task["s3BucketArn"].string
                bucket = String(arn.split(separator: ":", omittingEmptySubsequences: false).last ?? "")
            }
        }
    }

    /// Reads the whole event.
    ///
    /// - Throws: `JSONError` when the versions, ids or tasks are missing.
    public init(_ event: JSONElement) throws(JSONError) {
        schemaVersion = try event["invocationSchemaVersion"].string
        invocationID = try event["invocationId"].string
        let job = event["job"].ifPresent
        jobID = try job?["id"].ifPresent?.string
        var arguments: [String: String] = [:]
        if let members = try job?["userArguments"].ifPresent?.object {
            for member in members { arguments[try member.name] = try member.value.string }
        }
        userArguments = arguments
        var tasks: [Task] = []
        for task in try event["tasks"].array { tasks.append(try Task(task)) }
        self.tasks = tasks
    }
}
