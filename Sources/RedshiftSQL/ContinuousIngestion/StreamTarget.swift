/// A view of the records of a Kafka topic or a Kinesis stream. Redshift itself reads the records.
/// https://docs.aws.amazon.com/redshift/latest/dg/materialized-view-streaming-ingestion.html
public struct StreamTarget: Sendable, Hashable {
    public enum Origin: Sendable, Hashable {
        public enum Authentication: String, CaseIterable, Sendable { case none, iam, mtls }

        /// - Parameter uri: the brokers as `host:port`, separated by commas.
        case kafka(uri: String, Authentication, certificate: String?)
        /// - Parameter cluster: the ARN of the MSK cluster.
        case msk(cluster: String, Authentication)
        case kinesis
    }

    public let table: SQLTable
    /// Columns that are read from the members of a record's JSON object.
    public let columns: [ColumnDefinition]
    public let origin: Origin
    /// The name of the topic or stream.
    public let topic: SQLIdentifier
    public let role: WarehouseIAMRole

    public init(
        table: SQLTable,
        columns: [ColumnDefinition],
        origin: Origin,
        topic: SQLIdentifier,
        role: WarehouseIAMRole
    ) {
        self.table = table
        self.columns = columns
        self.origin = origin
        self.topic = topic
        self.role = role
    }

    private var external: SQLIdentifier {
        SQLIdentifier(checked: "\(table.schema?.name ?? "")_\(table.name.name)_source")
    }
    /// The materialized view that contains every record.
    public var records: SQLTable { table.suffixed("_records") }
    /// The view of the records that are not JSON.
    public var rejected: SQLTable { table.suffixed("_rejected") }

    private var value: String { origin == .kinesis ? "kinesis_data" : "kafka_value" }
    /// The columns that identify a record by its position in the stream. A repeated refresh, or a producer, may add a
    /// record twice.
    private var identity: [String] {
        origin == .kinesis ? ["shard_id", "sequence_number"] : ["kafka_partition", "kafka_offset"]
    }
    private var time: String { origin == .kinesis ? "approximate_arrival_timestamp" : "kafka_timestamp" }

    /// The statements that drop and create the stream's objects. Redshift then reads the stream from its beginning
    /// again.
    public var statements: [String] {
        let schema = table.schema.map { ["CREATE SCHEMA IF NOT EXISTS \($0)"] } ?? []
        let names = (identity + [time, "refresh_time"]).joined(separator: ", ")
        let fields = columns.map { column in
            "CAST(r.\"payload\".\(column.name) AS \(column.type)) AS \(column.name)"
        }
        let own = identity.map { "r.\($0)" }.joined(separator: ", ")
        return schema + [
            "DROP VIEW IF EXISTS \(table)", "DROP VIEW IF EXISTS \(rejected)",
            "DROP MATERIALIZED VIEW IF EXISTS \(records)", "DROP SCHEMA IF EXISTS \(external)",
            "CREATE EXTERNAL SCHEMA \(external)\n\(externalClauses)",
            """
            CREATE MATERIALIZED VIEW \(records) AUTO REFRESH YES AS
            SELECT \(names), \
            CASE WHEN CAN_JSON_PARSE(\(value)) THEN JSON_PARSE(\(value)) ELSE NULL END AS "payload", \
            CASE WHEN CAN_JSON_PARSE(\(value)) THEN NULL ELSE \(value) END AS "raw"
            FROM \(external).\(topic)
            """,
            """
            CREATE VIEW \(table) AS
            SELECT \((identity + [time]).map { "r.\($0)" }.joined(separator: ", ")), \(fields.joined(separator: ", "))
            FROM (SELECT m.*, ROW_NUMBER() OVER (PARTITION BY \(identity.map { "m.\($0)" }.joined(separator: ", ")) \
            ORDER BY m.refresh_time) AS "_rank" FROM \(records) AS m WHERE m."payload" IS NOT NULL) AS r
            WHERE r."_rank" = 1
            """,
            """
            CREATE VIEW \(rejected) AS
            SELECT \(own), r.\(time), r."raw"
            FROM \(records) AS r
            WHERE r."payload" IS NULL
            """,
        ]
    }

    private var externalClauses: String {
        switch origin {
        case .kinesis: "FROM KINESIS\n\(role.clause)"
        case .msk(let cluster, let authentication):
            "FROM MSK\n\(role.clause)\nAUTHENTICATION \(authentication.rawValue)\nCLUSTER_ARN \(SQLLiteral(withoutNUL: cluster))"
        case .kafka(let uri, let authentication, let certificate):
            ([
                "FROM KAFKA", role.clause, "AUTHENTICATION \(authentication.rawValue)",
                "URI \(SQLLiteral(withoutNUL: uri))",
            ]
                + (certificate.map { ["AUTHENTICATION_ARN \(SQLLiteral(withoutNUL: $0))"] } ?? []))
                .joined(separator: "\n")
        }
    }

    /// A query of the stream's progress, with one row for each partition or shard. The row has the newest position, the
    /// age of the newest record in seconds, and the number of rejected records.
    public var lag: String {
        """
        SELECT \(identity[0]), MAX(\(identity[1])) AS "newest", MAX(\(time)) AS "newest_at", \
        DATEDIFF(second, MAX(\(time)), GETDATE()) AS "lag_seconds", \
        SUM(CASE WHEN "payload" IS NULL THEN 1 ELSE 0 END) AS "rejected"
        FROM \(records)
        GROUP BY \(identity[0])
        ORDER BY \(identity[0])
        """
    }
}
