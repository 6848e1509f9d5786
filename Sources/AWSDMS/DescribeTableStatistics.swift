import AWSClient

extension DMS {
    /// The statistics of every table of a task, all pages.
    /// https://docs.aws.amazon.com/dms/latest/APIReference/API_DescribeTableStatistics.html
    ///
    /// - Throws: `AWSError`, among others `InvalidResourceStateFault` when the task never ran.
    public func tableStatistics(
        taskARN: String,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> [TableStatistics] {
        try await pages("DescribeTableStatistics", StatisticsRequest(ReplicationTaskArn: taskARN), deadline)
    }

    /// The statistics of every table of a serverless replication, all pages.
    /// https://docs.aws.amazon.com/dms/latest/APIReference/API_DescribeReplicationTableStatistics.html
    ///
    /// - Throws: `AWSError`.
    public func tableStatistics(
        configARN: String,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> [TableStatistics] {
        try await pages(
            "DescribeReplicationTableStatistics",
            StatisticsRequest(ReplicationConfigArn: configARN),
            deadline
        )
    }

    private struct StatisticsRequest: Encodable {
        var ReplicationTaskArn: String?
        var ReplicationConfigArn: String?
        let MaxRecords = 500
        var Marker: String?
    }

    private struct StatisticsAnswer: Decodable, Sendable {
        let TableStatistics: [TableStatistics]?
        let ReplicationTableStatistics: [TableStatistics]?
        let Marker: String?
    }

    /// Follows the markers to the last page.
    ///
    /// - Throws: `AWSError` `RepeatedMarker` rather than going around in a circle for ever, or ending with a part.
    private func pages(
        _ name: String,
        _ request: StatisticsRequest,
        _ deadline: ContinuousClock.Instant?
    ) async throws -> [TableStatistics] {
        var all: [TableStatistics] = []
        var seen: Set<String> = []
        var request = request
        while true {
            let operation = try AWSOperation<StatisticsAnswer>.json(name, request, isIdempotent: true)
            let answer = try await client.call(operation, deadline: deadline)
            all += answer.TableStatistics ?? answer.ReplicationTableStatistics ?? []
            guard let next = answer.Marker, !next.isEmpty else { return all }
            guard seen.insert(next).inserted else {
                throw AWSError.repeatedMarker(service: Self.service.name, operation: name)
            }
            request.Marker = next
        }
    }
}
