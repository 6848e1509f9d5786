import AWSClient

/// The configuration of a serverless replication, which its replication does not carry.
/// https://docs.aws.amazon.com/dms/latest/APIReference/API_ReplicationConfig.html
public struct ReplicationConfig: Decodable, Sendable, Equatable {
    /// JSON: selection and transformation rules.
    public var tableMappings: String?
    /// JSON of the replication's settings.
    public var settings: String?

    enum CodingKeys: String, CodingKey {
        case tableMappings = "TableMappings"
        case settings = "ReplicationSettings"
    }
}

extension DatabaseMigration {
    /// Looks one serverless replication config up.
    /// https://docs.aws.amazon.com/dms/latest/APIReference/API_DescribeReplicationConfigs.html
    ///
    /// - Returns: `nil` when there is no such config.
    /// - Throws: `AWSError`.
    public func replicationConfig(
        arn: String,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> ReplicationConfig? {
        struct Answer: Decodable, Sendable { let ReplicationConfigs: [ReplicationConfig]? }
        let request = FilteredRequest("replication-config-arn", arn)
        let operation = try AWSOperation<Answer>.json("DescribeReplicationConfigs", request, isIdempotent: true)
        return try await nilIfNotFound {
            try await client.call(operation, deadline: deadline).ReplicationConfigs?.first
        }
    }
}
