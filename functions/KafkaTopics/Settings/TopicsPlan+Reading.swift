import PlanFile

extension TopicsPlan {
    /// Reads a plan, in the format that `plan.schema.json` describes. Every mistake is recorded in the reader.
    ///
    /// - Parameter name: the name of the plan's file; `nil` for an inline plan.
    init?(name: String?, _ plan: FieldReader) {
        let defaults = plan.defaults(own: [])
        var names: [String: String] = [:]
        var tables: [String: String] = [:]
        let topics = plan.entries("topics", .required, defaults: defaults) { name, fields -> TopicPlan? in
            if let problem = TopicName.problem(of: name) {
                fields.refuse("partitions", "belongs to a topic whose name \(problem)")
            }
            let key = TopicName.collisionKey(name)
            if let other = names.updateValue(name, forKey: key), other != name {
                fields.refuse("partitions", "belongs to a topic whose name is that of \"\(other)\" but for . and _")
            }
            guard let topic = TopicPlan(name, fields) else { return nil }
            if let table = topic.table, let other = tables.updateValue(name, forKey: table), other != name {
                fields.refuse("table", "is the table of topic \"\(other)\" too")
            }
            return topic
        }
        guard let topics else { return nil }
        self.init(name: name ?? "inline", topics: topics)
    }
}

extension TopicPlan {
    /// The allowed numbers of partitions of one topic. Kafka itself has no limit for a topic, only for the cluster;
    /// MSK's largest broker accepts 4,000 partitions.
    static let partitionRange = 1...10_000
    static let replicationRange = 1...15

    fileprivate init?(_ name: String, _ fields: FieldReader) {
        let partitions = fields.integer("partitions", .required, in: Self.partitionRange)
        let replication = fields.integer("replication", .required, in: Self.replicationRange)
        let configs = fields.entries("configs", count: 1...200) { name, value -> (String, String)? in
            if let problem = ConfigValue.problem(of: name) { value.refuse("belongs to what \(problem)") }
            return ConfigValue.read(name, value).map { (name, $0) }
        }
        let table = fields.text("table", expected: "a table, such as dbo.orders")
        let owner = fields.text("owner", expected: "the people to ask")
        guard let partitions, let replication else { return nil }
        let named = Dictionary(configs ?? []) { _, last in last }
        if let least = named["min.insync.replicas"].flatMap({ Int($0) }), least > replication {
            fields.refuse(
                "configs",
                "asks for min.insync.replicas \(least), more than replication \(replication): nobody could write"
            )
        }
        self.init(
            name: name,
            partitions: Int32(partitions),
            replication: Int16(replication),
            configs: named,
            table: table,
            owner: owner
        )
    }
}
