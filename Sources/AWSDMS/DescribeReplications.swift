import AWSClient

extension DMS {
    /// Reads the replication of one serverless replication config.
    /// https://docs.aws.amazon.com/dms/latest/APIReference/API_DescribeReplications.html
    ///
    /// - Returns: `nil` when there is no replication: it was never started, or it was deleted.
    /// - Throws: `AWSError`.
    public func replication(
        configARN: String,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> ServerlessReplication? {
        struct Answer: Decodable, Sendable { let Replications: [ServerlessReplication]? }
        let request = FilteredRequest("replication-config-arn", configARN)
        let operation = try AWSOperation<Answer>.json("DescribeReplications", request, isIdempotent: true)
        return try await nilIfNotFound { try await client.call(operation, deadline: deadline).Replications?.first }
    }
}
