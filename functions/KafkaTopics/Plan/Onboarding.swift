/// The settings with which a new table is replicated from the database to the warehouse. They are lines for three
/// plans, and the DDL of the staging table. A pure value.
struct Onboarding: Sendable, Equatable, Encodable {
    let topic: String
    /// Lines for a plan of KafkaTopics.
    let topicsPlan: String
    /// Lines for a plan of KafkaS3Sink.
    let sinkPlan: String
    /// Lines for a plan of RedshiftLoader, including the checks.
    let loaderPlan: String
    /// The DDL of the staging table, for a migration of the warehouse.
    let ddl: String
    let next: [String]

    enum CodingKeys: String, CodingKey {
        case topic, ddl, next
        case topicsPlan = "topics_plan"
        case sinkPlan = "sink_plan"
        case loaderPlan = "loader_plan"
    }

    /// Columns that KafkaS3Sink writes before the columns of the row.
    private static let landedColumns: [(name: String, type: String)] = [
        ("_topic", "varchar(249)"), ("_partition", "integer"), ("_offset", "bigint"), ("_timestamp", "timestamp"),
        ("_key", "varchar(1024)"), ("_op", "varchar(1)"), ("_seq", "varchar(64)"),
    ]

    init(_ request: OnboardRequest, _ plan: TopicsPlan) {
        let planned = plan.topic(of: request.table)
        let topic = request.topic ?? planned?.name ?? "cdc.\(request.table)"
        let name = String(request.table.split(separator: ".").last ?? "")
        let target = "staging.\(name)"
        let key = request.uniqueKey.isEmpty ? ["id"] : request.uniqueKey
        let columns =
            request.columns.isEmpty
            ? key.map { (name: $0, type: "bigint not null") } : request.columns.map { (name: $0.name, type: $0.type) }
        let keyText = "[\(key.joined(separator: ", "))]"
        self.topic = topic
        topicsPlan = "topics:\n  \(topic): {\(Self.fields(planned, request.table))}\n"
        sinkPlan =
            "topics:\n  \(topic): {to: \"\(request.landing)${topic}/\", envelope: debezium, unique_key: \(keyText)}\n"
        loaderPlan = Self.loader(name, "\(request.landing)\(topic)/", target, columns, keyText)
        ddl = Self.ddl(target, columns)
        next = [
            "add topics_plan to the plan of KafkaTopics; invoke it with {\"plan\": true}, then with {\"apply\": true}",
            "add \(request.table) to the connector's table.include.list",
            "add sink_plan to the plan of KafkaS3Sink, and an event source for the topic (parameter Topics)",
            "add ddl to the warehouse's migrations and loader_plan to the plan of RedshiftLoader; invoke it with {\"migrate\": …}",
            "look at the sink's {\"status\": {\"topic\": \"\(topic)\"}} and at the loader's {\"status\": true}",
        ]
    }

    private static func fields(_ planned: TopicPlan?, _ table: String) -> String {
        guard let planned else { return "table: \(table)" }
        return "partitions: \(planned.partitions), replication: \(planned.replication), table: \(table)"
    }

    private static func loader(
        _ name: String,
        _ place: String,
        _ target: String,
        _ columns: [(name: String, type: String)],
        _ key: String
    ) -> String {
        var text = "sources:\n  \(name):\n    from: \(place)\n    format: parquet\n    columns:\n"
        for column in landedColumns + columns { text += "      \(column.name): \(column.type)\n" }
        text += "    operation: {column: _op}\n    order: [_seq]\n"
        text += "tables:\n  \(target): {source: \(name), strategy: merge, unique_key: \(key), hard_deletes: delete}\n"
        return text + "checks:\n  \(target):\n    - not_null: \(key)\n    - unique: \(key)\n"
    }

    private static func ddl(_ target: String, _ columns: [(name: String, type: String)]) -> String {
        let lines = (columns + [("_seq", "varchar(64)")]).map { "  \($0.0) \($0.1)" }
        return "CREATE TABLE IF NOT EXISTS \(target) (\n\(lines.joined(separator: ",\n"))\n);\n"
    }

    /// All parts of the onboarding as one text for a person.
    var text: String {
        [
            "-- topic: KafkaTopics\n\(topicsPlan)", "-- landing: KafkaS3Sink\n\(sinkPlan)",
            "-- warehouse: RedshiftLoader\n\(loaderPlan)", "-- warehouse: migration\n\(ddl)",
            next.enumerated().map { "\($0.offset + 1). \($0.element)" }.joined(separator: "\n"),
        ].joined(separator: "\n")
    }
}
