import LambdaEvents

/// The function's answer to a command.
struct SinkAnswer: Sendable, Encodable {
    /// The end of a partition's chain.
    struct Partition: Sendable, Encodable {
        let topic: String
        let partition: Int
        /// The offset that the chain waits for; 0 when it has not begun.
        let next: Int64
        /// Links that were read, from the last one back; the numbers below are theirs.
        let links: Int
        let files: Int
        let rows: Int64
        let bytes: Int64
        /// Offsets that never came and that nobody filled, as first and last.
        let gaps: [[Int64]]
        /// Offsets of the records in quarantine.
        let quarantined: [Int64]

        /// - Parameter links: from the last one back.
        init(_ partition: KafkaPartition, links: [CommitLink], gaps: [[Int64]]) {
            topic = partition.topic
            self.partition = partition.number
            next = links.first.map { $0.end + 1 } ?? 0
            self.links = links.count
            let all = links.flatMap(\.files)
            files = all.count
            rows = all.reduce(0) { $0 + $1.rows }
            bytes = all.reduce(0) { $0 + $1.bytes }
            self.gaps = gaps
            quarantined = links.reversed().flatMap(\.quarantined)
        }
    }

    /// One record of the failure destination, landed again.
    struct Replay: Sendable, Encodable {
        struct Partition: Sendable, Encodable {
            let partition: String
            /// A name of ``LandOutcome``.
            let outcome: String
            let rows: Int64
            let files: Int
            /// Offsets of gaps that are filled now.
            let filled: Int64
            let reason: String?

            init(_ report: PartitionReport) {
                partition = report.partition.description
                outcome = report.outcome.rawValue
                rows = report.rows
                files = report.files
                filled = report.filled
                reason = report.reason ?? report.error.map { "\($0)" }
            }
        }

        let place: String
        let partitions: [Partition]
    }

    /// `Status` or `Replayed`.
    let outcome: String
    var partitions: [Partition]?
    var replayed: [Replay]?
    /// The number of objects that the time did not suffice for; the same command again takes them.
    var left: Int?
}
