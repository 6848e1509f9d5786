/// Bodies of answers, in the versions that the broker says it has.
extension ScriptedBroker {
    typealias W = WireBytes

    /// Metadata version 8: brokers by id and port, the controller's id, topics with their number of partitions.
    static func metadata(
        brokers: [(Int32, String, Int)],
        controller: Int32,
        topics: [(String, Int16, Int)] = []
    ) -> [UInt8] {
        let brokers = brokers.map { W.i32($0.0) + W.text($0.1) + W.i32(Int32($0.2)) + W.text(nil) }
        let topics = topics.map { name, error, count in
            let partitions = (0..<count).map { number in
                W.i16(0) + W.i32(Int32(number)) + W.i32(1) + W.i32(0) + W.list([W.i32(1)]) + W.list([W.i32(1)])
                    + W.list([])
            }
            return W.i16(error) + W.text(name) + [0] + W.list(partitions) + W.i32(.min)
        }
        return W.i32(0) + W.list(brokers) + W.text("test") + W.i32(controller) + W.list(topics) + W.i32(.min)
    }

    /// CreateTopics, CreatePartitions: name, error and message of each topic.
    static func results(_ topics: [(String, Int16, String?)]) -> [UInt8] {
        W.i32(0) + W.list(topics.map { W.text($0.0) + W.i16($0.1) + W.text($0.2) })
    }

    static func handshake(error: Int16 = 0, _ mechanisms: [String]) -> [UInt8] {
        W.i16(error) + W.list(mechanisms.map { W.text($0) })
    }

    static func authenticate(error: Int16 = 0, message: String? = nil, _ data: String = "") -> [UInt8] {
        W.i16(error) + W.text(message) + W.data(Array(data.utf8)) + W.i64(0)
    }
}
