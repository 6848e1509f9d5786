/// Adds partitions to topics. Kafka never removes a partition.
struct CreatePartitionsRequest: KafkaRequest {
    typealias Response = [TopicResult]

    static let api = KafkaAPI.createPartitions
    /// The total number of partitions that each topic has afterwards, by topic name.
    let totals: [String: Int32]
    /// The broker's waiting time; see ``CreateTopicsRequest/timeout``.
    let timeout: Int32
    let isTrial: Bool

    var goesToController: Bool { true }
    /// `true` only when the request is a trial. A repeated request adds no more partitions, but the broker refuses it.
    var isIdempotent: Bool { isTrial }

    func write(to body: inout WireWriter) {
        body.list(totals.sorted { $0.key < $1.key }) { body, topic in
            body.text(topic.key)
            body.int32(topic.value)
            // Places for the partitions: the cluster chooses them.
            body.nullList()
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
            try answer.skipTags()
            return TopicResult(topic: name, error: error, message: message)
        }
        try answer.skipTags()
        return results
    }
}
