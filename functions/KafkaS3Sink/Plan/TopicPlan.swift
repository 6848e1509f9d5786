/// The rules for one topic's records.
struct TopicPlan: Sendable, Equatable {
    /// The consequence of offsets that never came: retention took them, or their batch went to the failure destination.
    enum GapRule: String, Sendable, CaseIterable {
        /// The link names them, and a metric counts them.
        case report
        /// The partition waits: its records behind the gap are delivered again and again.
        case stop
        /// They are expected: a compacted topic, transactions, filters. The link names them all the same.
        case expect
    }

    /// The consequence of a record that cannot be read.
    enum BadRecordRule: String, Sendable, CaseIterable {
        /// It is written beside the files, with the reason, and the partition goes on.
        case quarantine
        /// It is delivered again, as the event source's retries say; its partition waits.
        case retry
    }

    let topic: String
    let bucket: String
    /// Ends in a slash, or is empty.
    let prefix: String
    let envelope: Envelope
    let format: LandedFormat
    /// The fields whose value is taken from the record's key when a delete or tombstone carries nothing else.
    let uniqueKey: [String]
    let columns: [String: ColumnRule]
    let gaps: GapRule
    let onBadRecord: BadRecordRule
    /// `true` when records without a value become rows that delete; otherwise they are left out.
    let keepsTombstones: Bool

    /// The same topic, whose records behind a gap are not landed.
    var stoppingAtGaps: TopicPlan {
        TopicPlan(
            topic: topic,
            bucket: bucket,
            prefix: prefix,
            envelope: envelope,
            format: format,
            uniqueKey: uniqueKey,
            columns: columns,
            gaps: .stop,
            onBadRecord: onBadRecord,
            keepsTombstones: keepsTombstones
        )
    }
}
