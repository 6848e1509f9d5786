import AWSS3
import PlanFile

extension SinkPlan {
    /// Reads a plan as `plan.schema.json` describes it. The reader collects every mistake.
    ///
    /// - Parameter name: the plan's file name, without its extension; `nil` for an inline plan.
    init?(name: String?, _ plan: FieldReader) {
        let defaults = plan.defaults(own: [])
        var places: [String: String] = [:]
        let topics = plan.entries("topics", .required, defaults: defaults) { name, fields -> TopicPlan? in
            if let problem = TopicName.problem(of: name) {
                fields.refuse("to", "belongs to a topic whose name \(problem)")
            }
            guard let topic = TopicPlan(name, fields) else { return nil }
            let place = "\(topic.bucket)/\(topic.prefix)"
            if let other = places[place] {
                fields.refuse("to", "is the place of topic \"\(other)\" too; name the topic in it: ${topic}")
                return nil
            }
            places[place] = name
            return topic
        }
        guard let topics else { return nil }
        self.init(name: name ?? "inline", topics: topics)
    }
}

extension TopicPlan {
    /// The placeholder in a topic's `to`: `${topic}`.
    enum Name: String, TemplatePlaceholderName {
        case topic

        var isDate: Bool { false }
    }

    fileprivate init?(_ topic: String, _ fields: FieldReader) {
        let to = fields.template("to", .required, TextTemplate<Name>.self)
        let envelope = fields.choice("envelope", .required, Envelope.self)
        let format = fields.choice("format", .optional, LandedFormat.self) ?? .parquet
        let uniqueKey = fields.texts("unique_key") ?? []
        let columns = fields.entries("columns") { name, value -> (String, ColumnRule)? in
            ColumnRule(value).map { (name, $0) }
        }
        let gaps = fields.choice("gaps", .optional, GapRule.self) ?? .report
        let bad = fields.choice("on_bad_record", .optional, BadRecordRule.self) ?? .quarantine
        let keeps = fields.choice("tombstones", .optional, of: ["drop", "keep"]) == "keep"
        guard let to, let envelope else { return nil }
        guard let place = S3Location(to.filled { _ in .text(topic) }), place.key.isEmpty || place.key.hasSuffix("/")
        else {
            fields.refuse("to", "must be s3:// and a bucket, with or without a prefix that ends in /")
            return nil
        }
        if let problem = S3BucketName.problem(of: place.bucket) {
            fields.refuse("to", "must name a bucket behind s3://; \"\(place.bucket)\" \(problem)")
            return nil
        }
        self.init(
            topic: topic,
            bucket: place.bucket,
            prefix: place.key,
            envelope: envelope,
            format: format,
            uniqueKey: uniqueKey,
            columns: Dictionary(columns ?? []) { first, _ in first },
            gaps: gaps,
            onBadRecord: bad,
            keepsTombstones: keeps
        )
    }
}
