/// A replication task: the fields that are judged.
/// https://docs.aws.amazon.com/dms/latest/APIReference/API_ReplicationTask.html
public struct ReplicationTask: Decodable, Sendable, Equatable {
    public var arn: String
    public var identifier: String?
    /// `full-load`, `cdc` or `full-load-and-cdc`.
    public var migrationType: String?
    /// `running`, `stopped`, `failed` and others.
    public var status: String?
    /// `Stop Reason FULL_LOAD_ONLY_FINISHED` and others; absent before the first stop.
    public var stopReason: String?
    public var lastFailureMessage: String?
    /// JSON: selection and transformation rules.
    public var tableMappings: String?
    /// JSON of the task's settings.
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
