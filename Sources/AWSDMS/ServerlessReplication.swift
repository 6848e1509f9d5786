import AWSClient
public import UTCTime

/// A serverless replication, with the fields that a completion check reads.
/// https://docs.aws.amazon.com/dms/latest/APIReference/API_Replication.html
public struct ServerlessReplication: Decodable, Sendable, Equatable {
    public var configARN: String
    public var identifier: String?
    /// The kind of replication: `full-load`, `cdc` or `full-load-and-cdc`.
    public var replicationType: String?
    public var status: String?
    public var stopReason: String?
    public var failureMessages: [String]?
    public var progress: ReplicationProgress?
    public var lastStopTime: UTCTime?

    enum CodingKeys: String, CodingKey {
        case configARN = "ReplicationConfigArn"
        case identifier = "ReplicationConfigIdentifier"
        case replicationType = "ReplicationType"
        case status = "Status"
        case stopReason = "StopReason"
        case failureMessages = "FailureMessages"
        case progress = "ReplicationStats"
        case lastStopTime = "ReplicationLastStopTime"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        configARN = try container.decode(String.self, forKey: .configARN)
        identifier = try container.decodeIfPresent(String.self, forKey: .identifier)
        replicationType = try container.decodeIfPresent(String.self, forKey: .replicationType)
        status = try container.decodeIfPresent(String.self, forKey: .status)
        stopReason = try container.decodeIfPresent(String.self, forKey: .stopReason)
        failureMessages = try container.decodeIfPresent([String].self, forKey: .failureMessages)
        progress = try container.decodeIfPresent(ReplicationProgress.self, forKey: .progress)
        lastStopTime = try container.decodeEpochIfPresent(forKey: .lastStopTime)
    }
}
