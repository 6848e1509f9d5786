import LambdaEvents
import Parquet
import Testing

@testable import KafkaS3Sink

@Suite struct SchemaGroupTests {
    private static func row(_ offset: Int64, _ fields: [(String, FieldType?)]) -> ChangeRow {
        ChangeRow(
            record: KafkaRecord(partition: KafkaPartition(topic: "t", number: 0), offset: offset, value: []),
            operation: nil,
            sequence: "",
            fields: fields.map { .init(name: $0.0, type: $0.1, value: .null) }
        )
    }

    private static func offsets(_ rows: [ChangeRow]) -> [[Int64]] {
        SchemaGroup.groups(of: rows).map { $0.rows.map(\.record.offset) }
    }

    @Test func producersThatTakeTurnsMakeTwoFiles() {
        let old: [(String, FieldType?)] = [("id", .int64)]
        let new: [(String, FieldType?)] = [("id", .int64), ("note", .text)]
        let rows = (0..<6).map { Self.row(Int64($0), $0.isMultiple(of: 2) ? old : new) }
        #expect(Self.offsets(rows) == [[0, 2, 4], [1, 3, 5]])
    }

    @Test func nullFitsEveryTypeAndTheFirstValueDecides() {
        let rows = [Self.row(0, [("a", nil)]), Self.row(1, [("a", .int64)]), Self.row(2, [("a", .text)])]
        #expect(Self.offsets(rows) == [[0, 1], [2]])
        #expect(SchemaGroup.groups(of: rows).map(\.description) == ["a int64", "a text"])
    }

    @Test func theOrderOfColumnsIsPartOfTheSchema() {
        let rows = [Self.row(0, [("a", .text), ("b", .text)]), Self.row(1, [("b", .text), ("a", .text)])]
        #expect(Self.offsets(rows) == [[0], [1]])
    }
}
