import AWSClient
public import UTCTime

/// What DMS counted of one table. Names are the source's.
/// https://docs.aws.amazon.com/dms/latest/APIReference/API_TableStatistics.html
public struct TableStatistics: Decodable, Sendable, Equatable {
    public var schema: String
    public var table: String
    /// `Table completed`, `Table error` and others.
    public var state: String?
    public var fullLoadRows: Int64
    public var inserts: Int64
    public var updates: Int64
    public var deletes: Int64
    public var fullLoadStart: UTCTime?
    public var fullLoadEnd: UTCTime?
    /// `Not enabled`, `Validated`, `Mismatched records` and others.
    public var validationState: String?
    public var validationDetails: String?
    public var validationFailedRecords: Int64

    public init(
        schema: String,
        table: String,
        state: String? = "Table completed",
        fullLoadRows: Int64 = 0,
        inserts: Int64 = 0,
        updates: Int64 = 0,
        deletes: Int64 = 0,
        fullLoadStart: UTCTime? = nil,
        fullLoadEnd: UTCTime? = nil,
        validationState: String? = nil,
        validationDetails: String? = nil,
        validationFailedRecords: Int64 = 0
    ) {
        self.schema = schema
        self.table = table
        self.state = state
        self.fullLoadRows = fullLoadRows
        self.inserts = inserts
        self.updates = updates
        self.deletes = deletes
        self.fullLoadStart = fullLoadStart
        self.fullLoadEnd = fullLoadEnd
        self.validationState = validationState
        self.validationDetails = validationDetails
        self.validationFailedRecords = validationFailedRecords
    }

    enum CodingKeys: String, CodingKey {
        case schema = "SchemaName"
        case table = "TableName"
        case state = "TableState"
        case fullLoadRows = "FullLoadRows"
        case inserts = "Inserts"
        case updates = "Updates"
        case deletes = "Deletes"
        case fullLoadStart = "FullLoadStartTime"
        case fullLoadEnd = "FullLoadEndTime"
        case validationState = "ValidationState"
        case validationDetails = "ValidationStateDetails"
        case validationFailedRecords = "ValidationFailedRecords"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func count(_ key: CodingKeys) throws -> Int64 { try container.decodeIfPresent(Int64.self, forKey: key) ?? 0 }
        schema = try container.decodeIfPresent(String.self, forKey: .schema) ?? ""
        table = try container.decode(String.self, forKey: .table)
        state = try container.decodeIfPresent(String.self, forKey: .state)
        fullLoadRows = try count(.fullLoadRows)
        inserts = try count(.inserts)
        updates = try count(.updates)
        deletes = try count(.deletes)
        fullLoadStart = try container.decodeEpochIfPresent(forKey: .fullLoadStart)
        fullLoadEnd = try container.decodeEpochIfPresent(forKey: .fullLoadEnd)
        validationState = try container.decodeIfPresent(String.self, forKey: .validationState)
        validationDetails = try container.decodeIfPresent(String.self, forKey: .validationDetails)
        validationFailedRecords = try count(.validationFailedRecords)
    }
}

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
            let operation = try AWSOperation<Answer>.json("DescribeTableStatistics", request, isRepeatable: true)
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
                isRepeatable: true
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
                throw AWSError(
                    service: Self.service.name,
                    operation: operation,
                    code: "RepeatedMarker",
                    message: "the page after \(all.count) tables points back to one that was read",
                    kind: .transient
                )
            }
            marker = next
        }
    }
}
