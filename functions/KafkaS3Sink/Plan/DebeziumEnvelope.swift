import JSON
import LambdaEvents
import Parquet

/// Reads Debezium's change events.
struct DebeziumEnvelope: Sendable {
    let topic: TopicPlan

    func read(_ record: KafkaRecord) throws(BadRecord) -> LandableRecord {
        let reader = RecordReader(topic: topic)
        guard let value = record.value else { return try reader.tombstone(record) }
        let document = try RecordReader.document(value)
        let event = RecordReader.unwrapped(document.root)
        guard let letter = try? event["op"].string else { throw BadRecord("it has no op: it is no event of Debezium") }
        let types = ConnectSchema.types(of: document.root["schema"], field: letter == "d" ? "before" : "after")
        let operation: RowOperation
        switch letter {
        case "c", "r": operation = .insert
        case "u": operation = .update
        case "d": operation = .delete
        case "m": return .nothing("message")
        default: throw BadRecord("its op \"\(letter.prefix(8))\" is none that a row follows from")
        }
        let row = event[operation == .delete ? "before" : "after"]
        let fields: [ChangeRow.Field]
        if row.kind == .object {
            fields = try reader.fields(row, typed: types)
        } else if operation == .delete {
            fields = try reader.keyFields(record, typed: types)
        } else {
            throw BadRecord("its op is \"\(letter)\", and it has no after")
        }
        return .row(
            ChangeRow(record: record, operation: operation, sequence: Self.sequence(of: event, record), fields: fields)
        )
    }

    /// Returns an event's position in the source database's log, as text that sorts in the log's order. SQL Server has
    /// three numbers, PostgreSQL one, MySQL a file and a position.
    ///
    /// A row of a snapshot has no change_lsn, and sorts before every change of its commit.
    private static func sequence(of event: JSONElement, _ record: KafkaRecord) -> String {
        let source = event["source"]
        if let commit = text(source["commit_lsn"]) {
            let change = text(source["change_lsn"]) ?? ""
            let serial = (try? source["event_serial_no"].int64).map { CommitChain.digits(max(0, $0)) } ?? ""
            return change.isEmpty ? commit : "\(commit)/\(change)/\(serial)"
        }
        if let place = try? source["lsn"].int64, place >= 0 { return CommitChain.digits(place) }
        if let file = text(source["file"]), let place = try? source["pos"].int64, place >= 0 {
            let row = (try? source["row"].int64) ?? 0
            return "\(file)/\(CommitChain.digits(place))/\(CommitChain.digits(max(0, row)))"
        }
        return RecordReader.sequence(record)
    }

    private static func text(_ element: JSONElement) -> String? {
        guard let text = try? element.string, !text.isEmpty, text.utf8.count <= 256 else { return nil }
        return text
    }
}
