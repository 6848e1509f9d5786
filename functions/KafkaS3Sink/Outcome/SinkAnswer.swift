import LambdaEvents

/// The function's answer to a command.
struct SinkAnswer: Sendable, Encodable {
    /// The status of one partition's commit chain.
    struct Partition: Sendable, Encodable {
        let topic: String
        let partition: Int
        /// The offset that the chain expects next; 0 when the chain has no links.
        let next: Int64
        /// The number of commit links that were read, newest first. The values below are taken from these links.
        let links: Int
        let files: Int
        let rows: Int64
        let bytes: Int64
        /// The ranges of offsets that never came and that no replay filled. Each range is its first and last offset.
        let gaps: [[Int64]]
        /// Offsets of the records in quarantine.
        let quarantined: [Int64]

        /// - Parameter links: commit links, newest first.
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

    /// The result of replaying one record of the failure destination.
    struct Replay: Sendable, Encodable {
        struct Partition: Sendable, Encodable {
            let partition: String
            /// The raw value of a ``LandOutcome``.
            let outcome: String
            let rows: Int64
            let files: Int
            /// The number of missing offsets that this replay filled.
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

    /// The command that ran: `Status` or `Replayed`.
    let outcome: String
    var partitions: [Partition]?
    var replayed: [Replay]?
    /// The number of objects left when the time ran out. Repeat the same command to replay them.
    var left: Int?
}
