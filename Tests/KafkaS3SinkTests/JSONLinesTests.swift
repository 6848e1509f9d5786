import JSON
import LambdaEvents
import Parquet
import TestSupport
import Testing

@testable import KafkaS3Sink

@Suite struct JSONLinesTests {
    private static func group(_ fields: [ChangeRow.Field], value: String = "v") -> SchemaGroup? {
        let record = KafkaRecord(
            partition: KafkaPartition(topic: "t", number: 2),
            offset: 7,
            timestamp: 1_764_000_000_123,
            key: Array("k".utf8),
            value: Array(value.utf8)
        )
        return SchemaGroup.groups(of: [ChangeRow(record: record, operation: .update, sequence: "s", fields: fields)])
            .first
    }

    private static func line(_ fields: [ChangeRow.Field], isRaw: Bool = false) throws -> String {
        let rows = try #require(Self.group(fields))
        return String(decoding: JSONLines.bytes(rows, isRaw: isRaw), as: UTF8.self)
    }

    @Test func everyLineHasTheColumnsOfEveryFile() throws {
        let line = try Self.line([])
        #expect(
            line == #"{"_topic":"t","_partition":2,"_offset":7,"_timestamp":"2025-11-24T16:00:00.123000Z","_key":"k","#
                + #""_op":"U","_seq":"s"}"# + "\n"
        )
    }

    @Test(arguments: [
        (FieldType.boolean, ParquetValue.boolean(true), "true"), (.int64, .integer(-5), "-5"),
        (.double, .double(1.5), "1.5"), (.text, .text("a\"b"), #""a\"b""#),
        (.json, .text(#"{"a":[1]}"#), #"{"a":[1]}"#),
        (.bytes, .bytes([1, 2][...]), #""AQI=""#), (.dateDays, .integer(10), #""1970-01-11""#),
        (.date, .integer(-1), #""1969-12-31""#),
        (.timestamp, .integer(-1), #""1969-12-31T23:59:59.999999Z""#),
        (.timestampUnits(1_000_000), .integer(1_500_000), #""1970-01-01T00:00:01.500000Z""#),
        (.timeUnits(1_000), .integer(36_061_000_001), #""10:01:01.000001""#),
        (.decimal(precision: 12, scale: 2), .decimal(-5), "-0.05"),
        (.decimal(precision: 12, scale: 0), .decimal(7), "7"),
        (.decimalBytes(precision: 38, scale: 4), .decimal(123_456), "12.3456"), (.text, .null, "null"),
        (.timestamp, .integer(.max), "9223372036854775807"),
    ])
    func valuesAreText(type: FieldType, value: ParquetValue, expected: String) throws {
        let line = try Self.line([ChangeRow.Field(name: "c", type: type, value: value)])
        #expect(line.hasSuffix(#""_seq":"s","c":\#(expected)}"# + "\n"), "\(line)")
    }

    @Test func rawValuesAreBase64() throws {
        #expect(try Self.line([], isRaw: true).hasSuffix(#","_value":"dg=="}"# + "\n"))
    }

    @Test func aTopicOfJSONLinesHasFilesOfThatName() async throws {
        let landing = Landing()
        let server = try LoopbackServer { landing.reply($0) }
        _ = try await Landing.land(Landing.records(0...4), server, topic: Landing.topic(format: .jsonLines))
        let file = try #require(try landing.links().first?.files.first)
        #expect(file.url.hasSuffix(".jsonl.gz"))
        #expect(file.rows == 5)
        let key = file.url.replacing("s3:/", with: "")
        // gzip's mark: a reader decides by the content, COPY by its options.
        #expect(Array(landing.bytes(at: key).prefix(2)) == [0x1F, 0x8B])
    }
}
