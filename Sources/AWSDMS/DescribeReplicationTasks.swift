import AWSClient

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

extension DatabaseMigration {
    /// Looks one task up by its ARN.
    /// https://docs.aws.amazon.com/dms/latest/APIReference/API_DescribeReplicationTasks.html
    ///
    /// - Returns: `nil` when there is no such task.
    /// - Throws: `AWSError`.
    public func replicationTask(
        arn: String,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> ReplicationTask? {
        // No WithoutSettings: it leaves the table mappings out as well.
        try await replicationTask(.init("replication-task-arn", arn), deadline)
    }

    /// Looks one task up by its identifier, which the legacy SNS messages carry instead of the ARN.
    ///
    /// - Returns: `nil` when there is no such task.
    /// - Throws: `AWSError`.
    public func replicationTask(
        identifier: String,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> ReplicationTask? {
        try await replicationTask(.init("replication-task-id", identifier), deadline)
    }

    private func replicationTask(
        _ request: FilteredRequest,
        _ deadline: ContinuousClock.Instant?
    ) async throws -> ReplicationTask? {
        struct Answer: Decodable, Sendable { let ReplicationTasks: [ReplicationTask]? }
        let operation = try AWSOperation<Answer>.json("DescribeReplicationTasks", request, isIdempotent: true)
        return try await nilIfNotFound {
            try await client.call(operation, deadline: deadline).ReplicationTasks?.first
        }
    }
}
