import LambdaEvents
import LambdaRuntime

/// The result for one partition's records. It writes their log line and metrics.
struct PartitionReport: Sendable {
    let partition: KafkaPartition
    var outcome: LandOutcome
    var rows: Int64 = 0
    var files = 0
    var bytes: Int64 = 0
    /// The number of offsets that should have come and did not.
    var missing: Int64 = 0
    var quarantined = 0
    /// The number of missing offsets that a replay filled.
    var filled: Int64 = 0
    /// The first offset that Lambda must deliver again, with all later ones; `nil` when every record is done.
    var retryFrom: Int64?
    var reason: String?
    var error: (any Error)?

    func write(to context: LambdaContext) {
        var report = OutcomeReport(outcome, subject: "\(partition)", error: error)
        report.add("topic", partition.topic)
        report.add("partition", partition.number)
        report.add("rows", rows)
        report.add("files", files)
        report.add("retryFrom", retryFrom)
        report.add("reason", reason)
        report.measure("RowsLanded", Double(rows), .count)
        report.measure("FilesLanded", Double(files), .count)
        report.measure("BytesLanded", Double(bytes), .bytes)
        report.measure("OffsetsSkipped", missing > 0 ? Double(missing) : nil, .count)
        report.measure("OffsetsFilled", filled > 0 ? Double(filled) : nil, .count)
        report.measure("RecordsQuarantined", quarantined > 0 ? Double(quarantined) : nil, .count)
        report.write(to: context)
    }
}
