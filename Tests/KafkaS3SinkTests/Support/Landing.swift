import AWSClient
import AWSS3
import LambdaEvents
import LambdaRuntime
import Logging
import Synchronization
import TestSupport
import UTCTime

@testable import KafkaS3Sink

/// An S3 that keeps bytes, may die with the process at a request, and has the landing zone of one partition.
final class Landing: Sendable {
    static let partition = KafkaPartition(topic: "orders", number: 3)

    let store = Mutex(FakeObjectStore())
    let kill = KillPoint()

    static func topic(
        gaps: TopicPlan.GapRule = .report,
        bad: TopicPlan.BadRecordRule = .quarantine,
        format: LandedFormat = .parquet
    ) -> TopicPlan {
        TopicPlan(
            topic: "orders",
            bucket: "example-landing",
            prefix: "orders/",
            envelope: .json,
            format: format,
            uniqueKey: ["id"],
            columns: [:],
            gaps: gaps,
            onBadRecord: bad,
            keepsTombstones: false
        )
    }

    static func records(_ offsets: some Sequence<Int64>, bad: Set<Int64> = []) -> [KafkaRecord] {
        offsets.map { offset in
            let value = bad.contains(offset) ? "nonsense" : #"{"id": \#(offset)}"#
            return KafkaRecord(
                partition: partition,
                offset: offset,
                timestamp: 1_764_000_000_000,
                value: Array(value.utf8)
            )
        }
    }

    func reply(_ request: LoopbackServer.Request) -> LoopbackServer.Reply {
        kill.pass { store.withLock { $0.reply(to: request) } ?? .status(501) }
    }

    func put(_ text: String, at path: String) { store.withLock { $0.objects[path] = .init(Array(text.utf8)) } }

    func bytes(at path: String) -> [UInt8] { store.withLock { $0.objects[path]?.bytes ?? [] } }

    var keys: [String] { store.withLock { $0.objects.keys.sorted() } }

    func links() throws -> [CommitLink] {
        try store.withLock { store in
            try store.objects.filter { $0.key.contains("/_commits/") }.sorted { $0.key > $1.key }
                .map { try CommitLink($0.value.bytes) }
        }
    }

    func fills() throws -> [CommitLink] {
        try store.withLock { store in
            try store.objects.filter { $0.key.contains("/_fills/") }.sorted { $0.key < $1.key }
                .map { try CommitLink($0.value.bytes) }
        }
    }

    static func land(
        _ records: [KafkaRecord],
        _ server: LoopbackServer,
        topic: TopicPlan = topic(),
        positions: KnownPositions = KnownPositions()
    ) async throws -> PartitionReport {
        await lander(try store(server, topic), positions).land(records, topic: topic)
    }

    static func replay(_ records: [KafkaRecord], _ server: LoopbackServer, topic: TopicPlan = topic()) async throws
        -> PartitionReport
    {
        let lander = lander(try store(server, topic), KnownPositions())
        let filler = GapFiller(store: lander.store, writer: lander.writer, clock: .system)
        return await PartitionReplayer(lander: lander, filler: filler).land(records, topic)
    }

    private static func store(_ server: LoopbackServer, _ topic: TopicPlan) throws -> LandingStore {
        LandingStore(
            s3: try S3(try .at(server)),
            places: LandingPlaces(topic, partition),
            deadline: .now + .seconds(60)
        )
    }

    private static func lander(_ store: LandingStore, _ positions: KnownPositions) -> CommitDriver {
        let writer = String(UInt64.random(in: .min ... .max), radix: 16)
        return CommitDriver(store: store, writer: writer, positions: positions, clock: .system)
    }
}
