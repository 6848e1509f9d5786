/// Creates topics. Each topic is created with all its partitions and configs, or not at all.
struct CreateTopicsRequest: KafkaRequest {
    typealias Response = [TopicResult]

    static let api = KafkaAPI.createTopics
    let topics: [NewTopic]
    /// The longest time, in milliseconds, for which the broker waits for the other brokers to learn of the new topics.
    let timeout: Int32
    /// `true` when the broker shall only check the request, and create nothing.
    let isTrial: Bool

    var goesToController: Bool { true }
    var isIdempotent: Bool { isTrial }

    func write(to body: inout WireWriter) {
        body.list(topics) { body, topic in
            body.text(topic.name)
            body.int32(topic.partitions)
            body.int16(topic.replication)
            // Places for the partitions: the cluster chooses them.
            body.list([Never]()) { _, _ in }
            body.list(topic.configs.sorted { $0.key < $1.key }) { body, config in
                body.text(config.key)
                body.nullableText(config.value)
                body.endTags()
            }
            body.endTags()
        }
        body.int32(timeout)
        body.bool(isTrial)
        body.endTags()
    }

    func read(_ answer: inout WireReader) throws(WireFault) -> Response {
        _ = try answer.int32()
        let results = try answer.list { answer throws(WireFault) -> TopicResult in
            let name = try answer.text()
            let error = KafkaErrorCode(wire: try answer.int16())
            let message = try answer.nullableText()
            if answer.version >= 5 {
                _ = try answer.int32()
                _ = try answer.int16()
                _ = try answer.nullableList(Self.skipConfig)
            }
            try answer.skipTags()
            return TopicResult(topic: name, error: error, message: message)
        }
        try answer.skipTags()
        return results
    }

    private static func skipConfig(_ answer: inout WireReader) throws(WireFault) {
        _ = try answer.text()
        _ = try answer.nullableText()
        _ = try answer.bool()
        _ = try answer.int8()
        _ = try answer.bool()
        try answer.skipTags()
    }
}
