import LambdaEvents

/// One link of a partition's commit chain: the offsets that it commits, and the files with their records. Readers of
/// the landing zone use the link as an event.
struct CommitLink: Sendable, Equatable {
    /// A file with records of the link.
    struct File: Sendable, Equatable {
        /// `s3://bucket/key`.
        let url: String
        let rows: Int64
        let bytes: Int64
        /// The offset of the file's first record.
        let first: Int64
        let last: Int64
        /// The columns as text: `order_id int64, status text`. Files with the same text have the same columns.
        let schema: String
    }

    let partition: KafkaPartition
    /// The link's first offset. It follows the end of the previous link; the first link starts at 0.
    let start: Int64
    /// The last offset that the link commits.
    let end: Int64
    let files: [File]
    /// Ranges of the link's offsets that no record had.
    let gaps: [ClosedRange<Int64>]
    /// Offsets of the records that are in quarantine.
    let quarantined: [Int64]
    /// The id of the attempt that wrote the link. When S3's answer was lost, an attempt compares this id with its own.
    let writer: String
}
