/// The rules for one topic's records.
struct TopicPlan: Sendable, Equatable {
    /// The reaction to missing offsets. Offsets are missing when Kafka's retention deleted the records, or when their
    /// batch went to the failure destination.
    enum GapRule: String, Sendable, CaseIterable {
        /// The commit link lists the missing offsets, and a metric counts them.
        case report
        /// The partition waits: Lambda delivers the records after the gap again and again.
        case stop
        /// Missing offsets are expected, because of compaction, transactions or filters. The commit link still lists
        /// them.
        case expect
    }

    /// The reaction to a record that cannot be read.
    enum BadRecordRule: String, Sendable, CaseIterable {
        /// The record is written under `_quarantine/`, with the reason, and the partition continues.
        case quarantine
        /// Lambda delivers the record again, as often as the event source mapping allows; the partition waits.
        case retry
    }

    let topic: String
    let bucket: String
    /// The topic's key prefix: empty, or ending in a slash.
    let prefix: String
    let envelope: Envelope
    let format: LandedFormat
    /// The names of the row's key fields. If a delete's record key is a plain value, the only name here is the value's
    /// field.
    let uniqueKey: [String]
    let columns: [String: ColumnRule]
    let gaps: GapRule
    let onBadRecord: BadRecordRule
    /// `true` when records without a value become delete rows. Otherwise they are left out, except with the `json`
    /// envelope.
    let keepsTombstones: Bool

    /// A copy of this topic's rules with `gaps: stop`: records after a gap are not landed.
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
