import AWSClient

extension DMS {
    /// Reads the statistics of every table of a task, through all pages.
    /// https://docs.aws.amazon.com/dms/latest/APIReference/API_DescribeTableStatistics.html
    ///
    /// - Throws: `AWSError`, among others `InvalidResourceStateFault` when the task never ran.
    public func tableStatistics(
        taskARN: String,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> [TableStatistics] {
        try await pages("DescribeTableStatistics", StatisticsRequest(ReplicationTaskArn: taskARN), deadline)
    }

    /// Reads the statistics of every table of a serverless replication, through all pages.
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

    /// Reads all pages, from marker to marker.
    ///
    /// - Throws: `AWSError` `RepeatedMarker` when a marker is repeated: the pages would never end, and stopping would
    ///   lose some.
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
