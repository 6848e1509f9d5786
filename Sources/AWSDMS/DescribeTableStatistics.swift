import AWSClient

extension DatabaseMigration {
    /// The statistics of every table of a task, all pages.
    /// https://docs.aws.amazon.com/dms/latest/APIReference/API_DescribeTableStatistics.html
    ///
    /// - Throws: `AWSError`, among others `InvalidResourceStateFault` when the task never ran.
    public func tableStatistics(
        taskARN: String,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> [TableStatistics] {
        struct Request: Encodable {
            let ReplicationTaskArn: String
            let MaxRecords = 500
            let Marker: String?
        }
        struct Answer: Decodable, Sendable {
            let TableStatistics: [TableStatistics]?
            let Marker: String?
        }
        return try await pages("DescribeTableStatistics") { marker in
            let request = Request(ReplicationTaskArn: taskARN, Marker: marker)
            let operation = try AWSOperation<Answer>.json("DescribeTableStatistics", request, isIdempotent: true)
            let answer = try await client.call(operation, deadline: deadline)
            return (answer.TableStatistics ?? [], answer.Marker)
        }
    }

    /// The statistics of every table of a serverless replication, all pages.
    /// https://docs.aws.amazon.com/dms/latest/APIReference/API_DescribeReplicationTableStatistics.html
    ///
    /// - Throws: `AWSError`.
    public func tableStatistics(
        configARN: String,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> [TableStatistics] {
        struct Request: Encodable {
            let ReplicationConfigArn: String
            let MaxRecords = 500
            let Marker: String?
        }
        struct Answer: Decodable, Sendable {
            let ReplicationTableStatistics: [TableStatistics]?
            let Marker: String?
        }
        return try await pages("DescribeReplicationTableStatistics") { marker in
            let request = Request(ReplicationConfigArn: configARN, Marker: marker)
            let operation = try AWSOperation<Answer>.json(
                "DescribeReplicationTableStatistics",
                request,
                isIdempotent: true
            )
            let answer = try await client.call(operation, deadline: deadline)
            return (answer.ReplicationTableStatistics ?? [], answer.Marker)
        }
    }

    /// Follows the markers to the last page.
    ///
    /// - Throws: `AWSError` `RepeatedMarker` rather than going around in a circle for ever, or ending with a part.
    private func pages(
        _ operation: String,
        _ page: (String?) async throws -> ([TableStatistics], String?)
    ) async throws -> [TableStatistics] {
        var all: [TableStatistics] = []
        var seen: Set<String> = []
        var marker: String?
        while true {
            let (tables, next) = try await page(marker)
            all += tables
            guard let next, !next.isEmpty else { return all }
            guard seen.insert(next).inserted else {
                throw AWSError.repeatedMarker(service: Self.service.name, operation: operation)
            }
            marker = next
        }
    }
}
