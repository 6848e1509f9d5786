/// A replication task, with the fields that a completion check reads.
/// https://docs.aws.amazon.com/dms/latest/APIReference/API_ReplicationTask.html
public struct ReplicationTask: Decodable, Sendable, Equatable {
    public var arn: String
    public var identifier: String?
    /// The kind of migration: `full-load`, `cdc` or `full-load-and-cdc`.
    public var migrationType: String?
    /// The status: `running`, `stopped`, `failed` and others.
    public var status: String?
    /// The reason of the last stop: `Stop Reason FULL_LOAD_ONLY_FINISHED` and others; `nil` before the first stop.
    public var stopReason: String?
    public var lastFailureMessage: String?
    /// The selection and transformation rules, as JSON.
    public var tableMappings: String?
    /// The task's settings, as JSON.
    public var settings: String?
    public var progress: ReplicationProgress?

    enum CodingKeys: String, CodingKey {
        case arn = "ReplicationTaskArn"
        case identifier = "ReplicationTaskIdentifier"
        case migrationType = "MigrationType"
        case status = "Status"
        case stopReason = "StopReason"
        case lastFailureMessage = "LastFailureMessage"
        case tableMappings = "TableMappings"
        case settings = "ReplicationTaskSettings"
        case progress = "ReplicationTaskStats"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        arn = try container.decode(String.self, forKey: .arn)
        identifier = try container.decodeIfPresent(String.self, forKey: .identifier)
        migrationType = try container.decodeIfPresent(String.self, forKey: .migrationType)
        status = try container.decodeIfPresent(String.self, forKey: .status)
        stopReason = try container.decodeIfPresent(String.self, forKey: .stopReason)
        lastFailureMessage = try container.decodeIfPresent(String.self, forKey: .lastFailureMessage)
        tableMappings = try container.decodeIfPresent(String.self, forKey: .tableMappings)
        settings = try container.decodeIfPresent(String.self, forKey: .settings)
        progress = try container.decodeIfPresent(ReplicationProgress.self, forKey: .progress)
    }
}
