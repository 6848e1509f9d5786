import LambdaRuntime
import RedshiftSQL
import UTCTime

/// Writes the log line and the metrics of a load that has ended.
struct LoadReport: Sendable {
    let record: LoadRecord

    func write(to context: LambdaContext) {
        guard let outcome = record.outcome else { return }
        var report = OutcomeReport(outcome, subject: "load of \(record.table)")
        report.add("loadId", record.id)
        report.add("plan", record.plan)
        report.add("table", record.table)
        report.add("files", record.files.count)
        report.add("rows", record.rows)
        if !record.quarantined.isEmpty { report.add("quarantined", record.quarantined.count) }
        report.add("attempt", record.attempt)
        report.add("step", record.step?.rawValue)
        report.add(outcome.isDone ? "reason" : "errorMessage", record.message)
        if outcome == .loaded || outcome == .partlyLoaded {
            report.measure("RowsLoaded", record.rows.map { Double($0) }, .count)
            report.measure("FilesLoaded", Double(record.files.count), .count)
            report.measure("BytesLoaded", record.files.reduce(0) { $0 + Double($1.bytes) }, .bytes)
        }
        if !outcome.isDone { report.measure("LoadsNotLoaded", 1, .count) }
        if let start = record.submittedAt, let end = record.endedAt {
            report.measure("LoadDuration", end.duration(since: start) / .milliseconds(1), .milliseconds)
        }
        if let end = record.endedAt {
            report.measure("LoadAge", end.duration(since: record.createdAt) / .milliseconds(1), .milliseconds)
        }
        report.write(to: context)
    }
}
