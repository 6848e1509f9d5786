import AWSClient

extension DMS {
    /// Reads the task with the given ARN.
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

    /// Reads the task with the given identifier. Old SNS messages contain the identifier instead of the ARN.
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
