/// Asks for all configs of topics.
struct DescribeConfigsRequest: KafkaRequest {
    typealias Response = [TopicConfigs]

    static let api = KafkaAPI.describeConfigs
    let topics: [String]

    func write(to body: inout WireWriter) {
        body.list(topics) { body, topic in
            body.int8(ConfigResource.topic)
            body.text(topic)
            // All of them.
            body.nullList()
            body.endTags()
        }
        body.bool(false)
        if body.version >= 3 { body.bool(false) }
        body.endTags()
    }

    func read(_ answer: inout WireReader) throws(WireFault) -> Response {
        _ = try answer.int32()
        let results = try answer.list { answer throws(WireFault) -> TopicConfigs in
            let error = KafkaErrorCode(wire: try answer.int16())
            let message = try answer.nullableText()
            _ = try answer.int8()
            let topic = try answer.text()
            let configs = try answer.list(TopicConfig.init)
            try answer.skipTags()
            return TopicConfigs(topic: topic, error: error, message: message, configs: configs)
        }
        try answer.skipTags()
        return results
    }
}

extension TopicConfig {
    fileprivate init(_ answer: inout WireReader) throws(WireFault) {
        let name = try answer.text()
        let value = try answer.nullableText()
        let isReadOnly = try answer.bool()
        let source = Source(try answer.int8())
        let isSensitive = try answer.bool()
        _ = try answer.list { answer throws(WireFault) in
            _ = try answer.text()
            _ = try answer.nullableText()
            _ = try answer.int8()
            try answer.skipTags()
        }
        if answer.version >= 3 {
            _ = try answer.int8()
            _ = try answer.nullableText()
        }
        try answer.skipTags()
        self.init(name: name, value: isSensitive ? nil : value, source: source, isReadOnly: isReadOnly)
    }
}
