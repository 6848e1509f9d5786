import JSON
import LambdaEvents
import Testing

@testable import KafkaS3Sink

@Suite struct CommitChainTests {
    private static let partition = KafkaPartition(topic: "orders", number: 3)
    private static let chain = CommitChain(partition: partition, folder: "orders/_commits/3/")

    @Test func namesCountDownSoThatTheLastLinkIsListedFirst() {
        let starts: [Int64] = [0, 1, 9, 10, 99, 1_000_000, Int64.max - 1]
        let keys = starts.map { Self.chain.key(ofLinkAt: $0) }
        #expect(keys == keys.sorted(by: >))
        #expect(Set(keys.map(\.utf8.count)).count == 1)
    }

    @Test(arguments: [0, 1, 499, Int64.max - 1] as [Int64]) func aListingBehindTheKeyBeginsWithTheOffsetsOwn(
        offset: Int64
    ) {
        #expect(Self.chain.key(before: offset) < Self.chain.key(ofLinkAt: offset))
        if offset < Int64.max - 1 { #expect(Self.chain.key(before: offset) == Self.chain.key(ofLinkAt: offset + 1)) }
    }

    @Test func aLinkIsReadAsItWasWritten() throws {
        let link = CommitLink(
            partition: Self.partition,
            start: 5,
            end: 20,
            files: [.init(url: "s3://b/k \"x\".parquet", rows: 3, bytes: 9, first: 7, last: 20, schema: "id int64")],
            gaps: [5...6, 9...12],
            quarantined: [13],
            writer: "a1"
        )
        #expect(try CommitLink(link.bytes()) == link)
    }

    @Test(arguments: [
        "", "{}", #"{"start": 9, "end": 3}"#, #"{"start": -1, "end": 3}"#, #"{"start": 0, "end": 9223372036854775807}"#,
    ])
    func whatIsNoLinkIsAnError(text: String) {
        #expect(throws: JSONError.self) { try CommitLink(Array(text.utf8)) }
    }

    @Test(
        arguments: [
            (0, [0, 1, 2], []), (0, [3, 4], [0...2]), (3, [3, 5, 6, 9], [4...4, 7...8]), (5, [1, 2, 7], [5...6]),
        ] as [(Int64, [Int64], [ClosedRange<Int64>])]
    )
    func gapsAreTheOffsetsThatNeverCame(next: Int64, offsets: [Int64], gaps: [ClosedRange<Int64>]) {
        #expect(OffsetGaps.between(next, offsets) == gaps)
    }
}
