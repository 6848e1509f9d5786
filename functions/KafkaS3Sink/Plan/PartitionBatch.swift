import LambdaEvents

/// One partition's records of a batch, divided into rows and records that cannot be read.
struct PartitionBatch: Sendable {
    struct Quarantined: Sendable, Equatable {
        let record: KafkaRecord
        let reason: String
    }

    let partition: KafkaPartition
    let topic: TopicPlan
    /// The records that this batch handles, in the order of their offsets. They end before the first record that has to
    /// wait.
    private let records: [KafkaRecord]
    private let rows: [ChangeRow]
    private let bad: [Quarantined]
    /// The first record that has to wait, with the reason; Lambda delivers it again. `nil` when no record waits.
    let waiting: (offset: Int64, reason: String)?

    /// - Parameter records: ascending by offset.
    init(_ partition: KafkaPartition, _ records: [KafkaRecord], topic: TopicPlan) {
        let reader = RecordReader(topic: topic)
        var rows: [ChangeRow] = []
        var bad: [Quarantined] = []
        var read: [KafkaRecord] = []
        var waiting: (offset: Int64, reason: String)?
        for record in records {
            do throws(BadRecord) {
                if case .row(let row) = try reader.read(record) { rows.append(row) }
            } catch {
                guard topic.onBadRecord == .quarantine else {
                    waiting = (record.offset, error.reason)
                    break
                }
                bad.append(Quarantined(record: record, reason: error.reason))
            }
            read.append(record)
        }
        self.partition = partition
        self.topic = topic
        self.records = read
        self.rows = rows
        self.bad = bad
        self.waiting = waiting
    }

    /// The last offset that can be landed; `nil` when there is none.
    var last: Int64? { records.last?.offset }

    /// Returns the batch's first offset that is at or after the position.
    func first(from position: Int64) -> Int64? { records.first { $0.offset >= position }?.offset }

    func groups(from position: Int64) -> [SchemaGroup] {
        SchemaGroup.groups(of: rows.filter { $0.record.offset >= position })
    }

    func quarantined(from position: Int64) -> [Quarantined] { bad.filter { $0.record.offset >= position } }

    func gaps(from position: Int64) -> [ClosedRange<Int64>] { OffsetGaps.between(position, records.map(\.offset)) }

    /// Returns the part of the batch whose offsets are in the range.
    func part(in range: ClosedRange<Int64>) -> PartitionBatch {
        PartitionBatch(partition, records.filter { range.contains($0.offset) }, topic: topic)
    }

    /// Returns the part of the batch before the gap, for a topic with `gaps: stop`.
    ///
    /// - Returns: `nil` when no record is before the gap.
    func part(upTo gap: ClosedRange<Int64>) -> PartitionBatch? {
        let before = records.filter { $0.offset < gap.lowerBound }
        guard !before.isEmpty else { return nil }
        return PartitionBatch(partition, before, topic: topic)
    }
}
