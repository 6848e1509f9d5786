import Base64Coding
public import JSON

/// The records of one invocation, from Amazon MSK or another Kafka cluster.
/// https://docs.aws.amazon.com/lambda/latest/dg/with-msk.html
public struct KafkaBatch: Sendable {
    /// The ARN of the MSK cluster; `nil` for another Kafka cluster.
    public let eventSourceARN: String?
    /// The records of each partition, in the order of their offsets, each offset once.
    public let records: [(partition: KafkaPartition, records: [KafkaRecord])]

    /// Returns `true` when an event is a batch of Kafka records.
    public static func isBatch(_ event: JSONElement) -> Bool {
        let source = event.text("eventSource")
        return (source == "aws:kafka" || source == "SelfManagedKafka") && event["records"].kind == .object
    }

    /// Reads the event that Lambda passes to the function.
    ///
    /// The topic and the partition come from the record itself, not from the name of its group, because a topic's name
    /// may contain dashes.
    ///
    /// - Throws: ``UnreadableEvent`` for an event that is not a batch of Kafka, an offset below 0, and a key or value
    ///   that is not Base64.
    public init(_ event: JSONElement) throws(UnreadableEvent) {
        do throws(JSONError) {
            guard Self.isBatch(event) else { throw event.error("is not a batch of Kafka records") }
            eventSourceARN = event.text("eventSourceArn")
            var found: [KafkaPartition: [KafkaRecord]] = [:]
            for group in try event["records"].object {
                for element in try group.value.array {
                    let record = try KafkaRecord(element)
                    found[record.partition, default: []].append(record)
                }
            }
            records = found.sorted { $0.key < $1.key }.map { ($0.key, Self.inOrder($0.value)) }
        } catch {
            throw UnreadableEvent(error)
        }
    }

    private static func inOrder(_ records: [KafkaRecord]) -> [KafkaRecord] {
        var sorted: [KafkaRecord] = []
        sorted.reserveCapacity(records.count)
        for record in records.sorted(by: { $0.offset < $1.offset }) where record.offset != sorted.last?.offset {
            sorted.append(record)
        }
        return sorted
    }
}

extension KafkaRecord {
    init(_ element: JSONElement) throws(JSONError) {
        let offset = try element["offset"].int64
        guard (0..<Int64.max).contains(offset) else { throw element["offset"].error("is no offset") }
        let number = try element["partition"].integer(Int32.self)
        guard number >= 0 else { throw element["partition"].error("is no partition") }
        self.init(
            partition: KafkaPartition(topic: try element["topic"].string, number: Int(number)),
            offset: offset,
            timestamp: try element["timestamp"].ifPresent?.int64 ?? -1,
            timestampType: element.text("timestampType"),
            key: try Self.bytes(element["key"]),
            value: try Self.bytes(element["value"])
        )
    }

    private static func bytes(_ element: JSONElement) throws(JSONError) -> [UInt8]? {
        guard let present = element.ifPresent else { return nil }
        guard let bytes = Base64.decode(try present.utf8) else { throw element.error("is not Base64") }
        return bytes
    }
}
