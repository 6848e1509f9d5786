import LambdaRuntime
import UTCTime

/// Writes the log line and the metrics for the end of one export.
struct ExportReport: Sendable {
    let run: RunRecord
    let export: ExportRecord
    let result: CompletedExport

    func write(to context: LambdaContext) {
        var report = OutcomeReport(result.outcome, subject: "export \(export.name)")
        report.add("runId", run.id)
        report.add("plan", run.plan)
        report.add("export", export.name)
        report.add("attempt", export.attempt)
        report.add("window", export.window?.text)
        report.add("statementId", export.statementID)
        report.add("dataset", result.dataset)
        report.add("rows", result.rows)
        report.add("bytes", result.bytes)
        report.add("files", result.files)
        report.add("statementMs", result.statementMilliseconds)
        report.add(result.outcome.isFailure ? "errorMessage" : "reason", result.message)
        report.measure("RowsUnloaded", result.rows.map { Double($0) }, .count)
        report.measure("BytesUnloaded", result.bytes.map { Double($0) }, .bytes)
        report.measure("StatementDuration", result.statementMilliseconds.map { Double($0) }, .milliseconds)
        report.write(to: context)
    }
}
