/// Deletes topics with all of their records.
struct DeleteTopicsRequest: KafkaRequest {
    typealias Response = [TopicResult]

    static let api = KafkaAPI.deleteTopics
    let topics: [String]
    /// The broker's waiting time; see ``CreateTopicsRequest/timeout``.
    let timeout: Int32

    var goesToController: Bool { true }
    /// Always `false`: between two attempts somebody may have created the topic again.
    var isIdempotent: Bool { false }

    func write(to body: inout WireWriter) {
        body.list(topics) { body, topic in body.text(topic) }
        body.int32(timeout)
        body.endTags()
    }

    func read(_ answer: inout WireReader) throws(WireFault) -> Response {
        _ = try answer.int32()
        let results = try answer.list { answer throws(WireFault) -> TopicResult in
            let name = try answer.text()
            let error = KafkaErrorCode(wire: try answer.int16())
            let message = answer.version >= 5 ? try answer.nullableText() : nil
            try answer.skipTags()
            return TopicResult(topic: name, error: error, message: message)
        }
        try answer.skipTags()
        return results
    }
}
