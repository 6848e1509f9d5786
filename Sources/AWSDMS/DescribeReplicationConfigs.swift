import AWSClient

extension DMS {
    /// Reads one serverless replication config.
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
