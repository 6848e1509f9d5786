import LambdaEvents
import Parquet
import Testing

@testable import KafkaS3Sink

@Suite struct RecordReaderTests {
    private static func topic(_ envelope: Envelope, columns: [String: ColumnRule] = [:], keeps: Bool = false)
        -> TopicPlan
    {
        TopicPlan(
            topic: "t",
            bucket: "b",
            prefix: "t/",
            envelope: envelope,
            format: .parquet,
            uniqueKey: ["id"],
            columns: columns,
            gaps: .report,
            onBadRecord: .quarantine,
            keepsTombstones: keeps
        )
    }

    private static func record(_ value: String?, key: String? = nil) -> KafkaRecord {
        KafkaRecord(
            partition: KafkaPartition(topic: "t", number: 0),
            offset: 12,
            timestamp: 1_000,
            key: key.map { Array($0.utf8) },
            value: value.map { Array($0.utf8) }
        )
    }

    private static func row(_ topic: TopicPlan, _ value: String?, key: String? = nil) throws -> ChangeRow? {
        guard case .row(let row) = try RecordReader(topic: topic).read(record(value, key: key)) else { return nil }
        return row
    }

    private static func values(_ row: ChangeRow?) -> [String: ParquetValue] {
        Dictionary((row?.fields ?? []).map { ($0.name, $0.value) }) { first, _ in first }
    }

    private static let source = #""source": {"commit_lsn": "0b", "change_lsn": "0a", "event_serial_no": 2}"#

    @Test(arguments: [
        ("c", RowOperation.insert, "after"), ("r", .insert, "after"), ("u", .update, "after"),
        ("d", .delete, "before"),
    ])
    func debeziumsOperations(letter: String, operation: RowOperation, side: String) throws {
        let row = try #require(
            try Self.row(Self.topic(.debezium), #"{"op": "\#(letter)", "\#(side)": {"id": 7}, \#(Self.source)}"#)
        )
        #expect(row.operation == operation)
        #expect(Self.values(row) == ["id": .integer(7)])
        #expect(row.sequence == "0b/0a/00000000000000000002")
    }

    /// A plan says which column it wants, the event's schema how its values are written.
    @Test func aPlansTypeIsReadInTheSchemasEncoding() throws {
        let types: [(FieldType, FieldType?, FieldType)] = [
            (
                .decimal(precision: 12, scale: 2), .decimalBytes(precision: 10, scale: 2),
                .decimalBytes(precision: 12, scale: 2)
            ),
            (
                .decimal(precision: 12, scale: 2), .decimalBytes(precision: 10, scale: 4),
                .decimal(precision: 12, scale: 2)
            ),
            (.timestamp, .timestampUnits(1_000), .timestampUnits(1_000)), (.date, .dateDays, .dateDays),
            (.text, .int64, .text), (.int64, nil, .int64),
        ]
        for (planned, known, read) in types { #expect(planned.encoded(as: known) == read) }
    }

    @Test func aSnapshotSortsBeforeEveryChangeOfItsCommit() throws {
        let snapshot = #"{"op": "r", "after": {"id": 7}, "source": {"commit_lsn": "0b", "change_lsn": null}}"#
        let change = #"{"op": "u", "after": {"id": 7}, \#(Self.source)}"#
        let first = try #require(try Self.row(Self.topic(.debezium), snapshot))
        let second = try #require(try Self.row(Self.topic(.debezium), change))
        #expect(first.sequence < second.sequence)
    }

    @Test func theSchemaSaysTheTypes() throws {
        let fields = """
            {"field": "id", "type": "int32"}, {"field": "note", "type": "string", "optional": true},
            {"field": "day", "type": "int32", "name": "io.debezium.time.Date"},
            {"field": "at", "type": "int64", "name": "io.debezium.time.NanoTimestamp"},
            {"field": "sum", "type": "bytes", "name": "org.apache.kafka.connect.data.Decimal",
             "parameters": {"scale": "2", "connect.decimal.precision": "12"}}
            """
        let schema = #"{"type": "struct", "fields": [{"field": "after", "type": "struct", "fields": [\#(fields)]}]}"#
        let after = #"{"id": 7, "note": null, "day": -1, "at": -1, "sum": "/5w="}"#
        let event = #"{"schema": \#(schema), "payload": {"op": "c", "after": \#(after), \#(Self.source)}}"#
        let row = try #require(try Self.row(Self.topic(.debezium), event))
        #expect(
            row.fields.map(\.type) == [
                .int32, .text, .dateDays, .timestampUnits(1_000_000_000), .decimalBytes(precision: 12, scale: 2),
            ]
        )
        // A moment is rounded down; 0xFF9C is -100.
        #expect(
            Self.values(row) == [
                "id": .integer(7), "note": .null, "day": .integer(-1), "at": .integer(-1), "sum": .decimal(-100),
            ]
        )
    }

    @Test func aDeleteWithoutBeforeIsReadFromTheKey() throws {
        let event = #"{"op": "d", "before": null, \#(Self.source)}"#
        #expect(Self.values(try Self.row(Self.topic(.debezium), event, key: #"{"id": 9}"#)) == ["id": .integer(9)])
        let wrapped = #"{"schema": {"type": "struct"}, "payload": {"id": 9}}"#
        #expect(Self.values(try Self.row(Self.topic(.debezium), event, key: wrapped)) == ["id": .integer(9)])
        #expect(throws: BadRecord.self) { try Self.row(Self.topic(.debezium), event) }
    }

    @Test func tombstonesAreLeftOutUnlessThePlanKeepsThem() throws {
        #expect(try Self.row(Self.topic(.debezium), nil, key: #"{"id": 9}"#) == nil)
        let kept = try Self.row(Self.topic(.debezium, keeps: true), nil, key: #"{"id": 9}"#)
        #expect(kept?.operation == .delete)
        // Without an envelope a missing value is the only delete there is.
        #expect(try Self.row(Self.topic(.json), nil, key: "9")?.operation == .delete)
    }

    @Test func dmsWritesDataAndControlRecords() throws {
        func event(_ kind: String, _ operation: String) -> String {
            #"{"data": {"id": 1}, "metadata": {"record-type": "\#(kind)", "operation": "\#(operation)"}}"#
        }
        #expect(try Self.row(Self.topic(.dms), event("data", "load"))?.operation == .insert)
        #expect(try Self.row(Self.topic(.dms), event("data", "update"))?.operation == .update)
        #expect(try Self.row(Self.topic(.dms), event("data", "delete"))?.operation == .delete)
        #expect(try Self.row(Self.topic(.dms), event("control", "create-table")) == nil)
        #expect(throws: BadRecord.self) { try Self.row(Self.topic(.dms), event("data", "rename")) }
    }

    @Test func thePlanDropsAndTypesColumns() throws {
        let topic = Self.topic(.json, columns: ["email": .drop, "sum": .type(.decimal(precision: 6, scale: 2))])
        let row = try Self.row(topic, #"{"id": 1, "email": "a@example.com", "sum": "12.5"}"#)
        #expect(Self.values(row) == ["id": .integer(1), "sum": .decimal(1250)])
    }

    @Test(arguments: [
        "", "nonsense", "[1]", "7", #"{"op": "c"}"#, #"{"op": "t", "after": {"id": 1}}"#, #"{"op": 5}"#,
        #"{"op": "c", "after": {"id": 1, "id": 2}}"#, #"{"op": "c", "after": {"_offset": 1}}"#,
        #"{"op": "c", "after": {"id": "x", "day": "2026-02-31"}}"#, #"{"op": "c", "after": {"big": 12345678}}"#,
    ])
    func aRecordThatIsNotOfItsEnvelopeIsBad(value: String) {
        let topic = Self.topic(
            .debezium,
            columns: ["day": .type(.date), "big": .type(.decimal(precision: 6, scale: 0))]
        )
        #expect(throws: BadRecord.self) { try Self.row(topic, value) }
    }

    @Test func aReasonQuotesNoValue() {
        let topic = Self.topic(.json, columns: ["secret": .type(.int64)])
        #expect(throws: BadRecord("field \"secret\" is no whole number that its column holds")) {
            try Self.row(topic, #"{"secret": "hunter2"}"#)
        }
    }

    @Test(arguments: [
        ("12.50", 4, 2, Int128(1250) as Int128?), ("-0.5", 4, 2, -50), ("1e2", 6, 2, 10_000), ("125e-2", 4, 2, 125),
        ("1.005", 4, 2, nil), ("1.000", 4, 2, 100), ("999.99", 4, 2, nil), ("", 4, 2, nil), ("1.2.3", 4, 2, nil),
        ("1e999999999999", 4, 2, nil), (".", 4, 2, nil), ("00012", 2, 0, 12),
    ])
    func decimalsAreExact(text: String, precision: Int, scale: Int, expected: Int128?) {
        #expect(DecimalText.unscaled(text, precision: precision, scale: scale) == expected)
    }
}
