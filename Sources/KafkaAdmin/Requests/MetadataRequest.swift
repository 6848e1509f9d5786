/// Asks for the brokers, the controller, and topics with their partitions.
struct MetadataRequest: KafkaRequest {
    typealias Response = ClusterDescription

    static let api = KafkaAPI.metadata
    /// The topics to describe: `nil` for every topic that the user may see, an empty list for the brokers alone.
    let topics: [String]?

    func write(to body: inout WireWriter) {
        if let topics {
            body.list(topics) { body, topic in
                body.text(topic)
                body.endTags()
            }
        } else {
            body.nullList()
        }
        // Asking must not create a topic.
        body.bool(false)
        if body.version >= 8 {
            body.bool(false)
            body.bool(false)
        }
        body.endTags()
    }

    func read(_ answer: inout WireReader) throws(WireFault) -> Response {
        _ = try answer.int32()
        let brokers = try answer.list(ClusterDescription.Broker.init)
        let cluster = try answer.nullableText()
        let controller = try answer.int32()
        let topics = try answer.list(ClusterDescription.Topic.init)
        if answer.version >= 8 { _ = try answer.int32() }
        try answer.skipTags()
        return ClusterDescription(
            clusterID: cluster,
            controller: controller < 0 ? nil : controller,
            brokers: brokers,
            topics: topics
        )
    }
}

extension ClusterDescription.Broker {
    fileprivate init(_ answer: inout WireReader) throws(WireFault) {
        id = try answer.int32()
        endpoint = KafkaEndpoint(host: try answer.text(), port: Int(try answer.int32()))
        rack = try answer.nullableText()
        try answer.skipTags()
    }
}

extension ClusterDescription.Topic {
    fileprivate init(_ answer: inout WireReader) throws(WireFault) {
        error = KafkaErrorCode(wire: try answer.int16())
        name = try answer.text()
        isInternal = try answer.bool()
        partitions = try answer.list(ClusterDescription.Partition.init)
        if answer.version >= 8 { _ = try answer.int32() }
        try answer.skipTags()
    }
}

extension ClusterDescription.Partition {
    fileprivate init(_ answer: inout WireReader) throws(WireFault) {
        error = KafkaErrorCode(wire: try answer.int16())
        number = try answer.int32()
        let leader = try answer.int32()
        self.leader = leader < 0 ? nil : leader
        if answer.version >= 7 { _ = try answer.int32() }
        replicas = try answer.list { answer throws(WireFault) in try answer.int32() }
        inSync = try answer.list { answer throws(WireFault) in try answer.int32() }
        if answer.version >= 5 { _ = try answer.list { answer throws(WireFault) in try answer.int32() } }
        try answer.skipTags()
    }
}
