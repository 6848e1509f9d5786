import LambdaEvents

/// One link of a partition's chain: the offsets that it commits, and the files that have their records. It is the event
/// that readers of the landing zone take.
struct CommitLink: Sendable, Equatable {
    /// A file with records of the link.
    struct File: Sendable, Equatable {
        /// `s3://bucket/key`.
        let url: String
        let rows: Int64
        let bytes: Int64
        /// Offsets of its first and last record.
        let first: Int64
        let last: Int64
        /// Names the columns: files with the same one have the same columns.
        let schema: String
    }

    let partition: KafkaPartition
    /// The offset behind the end of the link before; 0 for the first link.
    let start: Int64
    /// The last offset that the link commits.
    let end: Int64
    let files: [File]
    /// Offsets between start and end that no record had.
    let gaps: [ClosedRange<Int64>]
    /// Offsets of the records that lie in quarantine.
    let quarantined: [Int64]
    /// The attempt that wrote it: tells a lost answer from a lost race.
    let writer: String
}
