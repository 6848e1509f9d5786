import Base64Coding
import JSON
import LambdaEvents

extension PartitionBatch.Quarantined {
    /// Encodes the record for quarantine: topic, partition, offset, the reason, and key and value in Base64.
    func bytes() -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("topic", record.partition.topic)
        writer.key("partition")
        writer.integer(record.partition.number)
        writer.key("offset")
        writer.integer(record.offset)
        writer.key("timestamp")
        writer.integer(record.timestamp)
        writer.member("reason", reason)
        if let key = record.key { writer.member("key", Base64.encode(key)) }
        if let value = record.value { writer.member("value", Base64.encode(value)) }
        writer.endObject()
        return writer.bytes
    }
}
