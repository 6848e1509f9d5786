import JSON
import LambdaEvents
import Testing

@Suite struct KafkaBatchTests {
    private static func event(_ records: String, source: String = "aws:kafka") throws -> JSONElement {
        try JSONDocument(#"{"eventSource": "\#(source)", "bootstrapServers": "b-1:9098", "records": \#(records)}"#).root
    }

    private static func record(_ offset: String, partition: String = "0", topic: String = "cdc.dbo.orders") -> String {
        #"{"topic": "\#(topic)", "partition": \#(partition), "offset": \#(offset), "timestamp": 1545084650987, "timestampType": "CREATE_TIME", "key": "a2V5", "value": "eyJhIjoxfQ==", "headers": [{"h": [104, -61]}]}"#
    }

    @Test func aRecordIsDecoded() throws {
        let batch = try KafkaBatch(try Self.event(#"{"cdc.dbo.orders-0": [\#(Self.record("15"))]}"#))
        let found = try #require(batch.records.first)
        #expect(found.partition == KafkaPartition(topic: "cdc.dbo.orders", number: 0))
        #expect(
            found.records == [
                KafkaRecord(
                    partition: found.partition,
                    offset: 15,
                    timestamp: 1_545_084_650_987,
                    timestampType: "CREATE_TIME",
                    key: Array("key".utf8),
                    value: Array(#"{"a":1}"#.utf8)
                )
            ]
        )
        #expect(batch.eventSourceARN == nil)
    }

    @Test(arguments: ["null", "absent"]) func aTombstoneHasNoValue(form: String) throws {
        let value = form == "null" ? #", "value": null"# : ""
        let record = #"{"topic": "t", "partition": 0, "offset": 1\#(value)}"#
        let batch = try KafkaBatch(try Self.event(#"{"t-0": [\#(record)]}"#, source: "SelfManagedKafka"))
        #expect(batch.records.first?.records.first?.value == nil)
        #expect(batch.records.first?.records.first?.timestamp == -1)
    }

    /// Topics contain dashes: the group's name does not tell where the topic ends.
    @Test func aRecordsOwnTopicAndPartitionCount() throws {
        let records = #"{"a-1-2": [\#(Self.record("1", partition: "2", topic: "a-1"))]}"#
        #expect(try KafkaBatch(try Self.event(records)).records.map(\.partition.description) == ["a-1-2"])
    }

    @Test func recordsAreInOrderAndEachOffsetIsThereOnce() throws {
        let offsets = ["7", "3", "7", "5"].map { Self.record($0) }.joined(separator: ", ")
        let batch = try KafkaBatch(try Self.event(#"{"x": [\#(offsets)], "y": [\#(Self.record("4"))]}"#))
        #expect(batch.records.map { $0.records.map(\.offset) } == [[3, 4, 5, 7]])
    }

    @Test(arguments: [
        #"{"t-0": [{"topic": "t", "partition": 0, "offset": -1}]}"#,
        #"{"t-0": [{"topic": "t", "partition": 0, "offset": 9223372036854775807}]}"#,
        #"{"t-0": [{"topic": "t", "partition": 0, "offset": 1e400}]}"#,
        #"{"t-0": [{"topic": "t", "partition": -1, "offset": 1}]}"#,
        #"{"t-0": [{"topic": "t", "partition": 2147483648, "offset": 1}]}"#,
        #"{"t-0": [{"topic": "t", "partition": 0, "offset": 1, "value": "???"}]}"#,
        #"{"t-0": [{"partition": 0, "offset": 1}]}"#, #"{"t-0": {}}"#, #"[]"#,
    ])
    func anEventThatCannotBeReadIsAnError(records: String) {
        #expect(throws: UnreadableEvent.self) { try KafkaBatch(try Self.event(records)) }
    }

    @Test func failuresNameThePartitionAndTheOffset() throws {
        let response = KafkaBatchResponse([(KafkaPartition(topic: "a-b", number: 3), 17)])
        #expect(
            try JSONWriter.text(of: response)
                == #"{"batchItemFailures":[{"itemIdentifier":{"partition":"a-b-3","offset":17}}]}"#
        )
    }
}
