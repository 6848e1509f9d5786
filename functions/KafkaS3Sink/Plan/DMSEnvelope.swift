import JSON
import LambdaEvents

/// Reads the records that AWS DMS writes to Kafka.
struct DMSEnvelope: Sendable {
    let topic: TopicPlan

    func read(_ record: KafkaRecord) throws(BadRecord) -> LandableRecord {
        let reader = RecordReader(topic: topic)
        guard let value = record.value else { return try reader.tombstone(record) }
        let event = try RecordReader.document(value).root
        let metadata = event["metadata"]
        guard let kind = try? metadata["record-type"].string else {
            throw BadRecord("it has no metadata.record-type: it is none of DMS's")
        }
        guard kind == "data" else { return .nothing("control record") }
        let operation: RowOperation
        switch try? metadata["operation"].string {
        case "load", "insert": operation = .insert
        case "update": operation = .update
        case "delete": operation = .delete
        default: throw BadRecord("its metadata.operation is none that a row follows from")
        }
        let row = try RecordReader.object(event["data"], "its data")
        return .row(
            ChangeRow(
                record: record,
                operation: operation,
                sequence: RecordReader.sequence(record),
                fields: try reader.fields(row, typed: [:])
            )
        )
    }
}
