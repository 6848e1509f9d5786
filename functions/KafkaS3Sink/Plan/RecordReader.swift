import JSON
import LambdaEvents
import Parquet

/// Reads a topic's records according to the topic's envelope.
struct RecordReader: Sendable {
    let topic: TopicPlan

    /// - Throws: ``BadRecord`` for a record that does not have the envelope's format.
    func read(_ record: KafkaRecord) throws(BadRecord) -> LandableRecord {
        switch topic.envelope {
        case .raw: .row(ChangeRow(record: record, operation: nil, sequence: Self.sequence(record), fields: []))
        case .json: try json(record)
        case .debezium: try DebeziumEnvelope(topic: topic).read(record)
        case .dms: try DMSEnvelope(topic: topic).read(record)
        }
    }

    private func json(_ record: KafkaRecord) throws(BadRecord) -> LandableRecord {
        guard let value = record.value else { return try tombstone(record) }
        let row = try Self.object(Self.document(value).root, "the value")
        return .row(
            ChangeRow(
                record: record,
                operation: nil,
                sequence: Self.sequence(record),
                fields: try fields(row, typed: [:])
            )
        )
    }

    /// Reads a record without a value: as a delete by the record's key, or as nothing to land.
    func tombstone(_ record: KafkaRecord) throws(BadRecord) -> LandableRecord {
        guard topic.envelope == .json || topic.keepsTombstones else { return .nothing("tombstone") }
        return .row(
            ChangeRow(
                record: record,
                operation: .delete,
                sequence: Self.sequence(record),
                fields: try keyFields(record, typed: [:])
            )
        )
    }

    /// Reads the fields of an object, except those that the plan drops.
    ///
    /// - Parameter types: the types from the event's schema. A type in the plan takes precedence.
    func fields(_ object: JSONElement, typed types: [String: FieldType]) throws(BadRecord) -> [ChangeRow.Field] {
        var fields: [ChangeRow.Field] = []
        var names: Set<String> = []
        guard let members = try? object.object else { throw BadRecord("the row is no object") }
        for member in members {
            guard let name = try? member.name else { throw BadRecord("a field's name is no Unicode") }
            let rule = topic.columns[name]
            if rule == .drop { continue }
            guard names.insert(name).inserted else { throw BadRecord("field \"\(name)\" is there twice") }
            guard !LandedColumn.names.contains(name) else {
                throw BadRecord("field \"\(name)\" has the name of a column that every file has")
            }
            fields.append(try field(name, member.value, rule, types[name]))
        }
        return fields
    }

    private func field(
        _ name: String,
        _ value: JSONElement,
        _ rule: ColumnRule?,
        _ known: FieldType?
    ) throws(BadRecord) -> ChangeRow.Field {
        var type = known ?? Self.inferred(value)
        if case .type(let planned)? = rule { type = planned.encoded(as: known) }
        return ChangeRow.Field(name: name, type: type, value: try type?.value(value, of: name) ?? .null)
    }

    /// Reads the fields of the record's key. A key that is not an object becomes the one field that the plan's
    /// `unique_key` names.
    func keyFields(_ record: KafkaRecord, typed types: [String: FieldType]) throws(BadRecord) -> [ChangeRow.Field] {
        guard let bytes = record.key else { throw BadRecord("it deletes a row, and has no key to say which") }
        let key = try Self.unwrapped(Self.document(bytes).root)
        guard key.kind != .object else { return try fields(key, typed: types) }
        guard topic.uniqueKey.count == 1, let name = topic.uniqueKey.first else {
            throw BadRecord("its key is no object, and the plan does not name one field as unique_key")
        }
        return [try field(name, key, topic.columns[name], types[name])]
    }

    /// Returns a record's offset as text, for use as the sequence of a record that states none. Offsets are in order
    /// within a partition.
    static func sequence(_ record: KafkaRecord) -> String { CommitChain.digits(record.offset) }

    static func document(_ bytes: [UInt8]) throws(BadRecord) -> JSONDocument {
        do throws(JSONError) {
            return try JSONDocument(bytes)
        } catch {
            throw BadRecord("it is no JSON (\(error.kind))")
        }
    }

    /// Returns the `payload` of Kafka Connect's `{"schema": …, "payload": …}`; other values stay as they are.
    static func unwrapped(_ element: JSONElement) -> JSONElement {
        element["payload"].kind != nil && element["schema"].kind != nil ? element["payload"] : element
    }

    static func object(_ element: JSONElement, _ name: String) throws(BadRecord) -> JSONElement {
        guard element.kind == .object else { throw BadRecord("\(name) is no object") }
        return element
    }

    /// - Returns: `nil` for null, which fits any type.
    static func inferred(_ value: JSONElement) -> FieldType? {
        switch value.kind {
        case .bool: .boolean
        case .number: (try? value.int64) == nil ? .double : .int64
        case .string: .text
        case .object, .array: .json
        case .null, nil: nil
        }
    }
}
