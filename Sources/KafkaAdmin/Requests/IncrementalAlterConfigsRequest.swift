/// Changes some configs of topics, and leaves the other configs as they are. KIP-339. The older AlterConfigs is not
/// used, because it resets every config that it does not name.
struct IncrementalAlterConfigsRequest: KafkaRequest {
    typealias Response = [TopicResult]

    static let api = KafkaAPI.incrementalAlterConfigs
    /// The changes by topic name and config name.
    let changes: [String: [String: ConfigChange]]
    let isTrial: Bool

    var goesToController: Bool { true }

    func write(to body: inout WireWriter) {
        body.list(changes.sorted { $0.key < $1.key }) { body, topic in
            body.int8(ConfigResource.topic)
            body.text(topic.key)
            body.list(topic.value.sorted { $0.key < $1.key }) { body, config in
                body.text(config.key)
                switch config.value {
                case .set(let value):
                    body.int8(0)
                    body.nullableText(value)
                case .reset:
                    body.int8(1)
                    body.nullableText(nil)
                }
                body.endTags()
            }
            body.endTags()
        }
        body.bool(isTrial)
        body.endTags()
    }

    func read(_ answer: inout WireReader) throws(WireFault) -> Response {
        _ = try answer.int32()
        let results = try answer.list { answer throws(WireFault) -> TopicResult in
            let error = KafkaErrorCode(wire: try answer.int16())
            let message = try answer.nullableText()
            _ = try answer.int8()
            let topic = try answer.text()
            try answer.skipTags()
            return TopicResult(topic: topic, error: error, message: message)
        }
        try answer.skipTags()
        return results
    }
}
