import LambdaRuntime
import UTCTime

/// Writes the log line and the metrics for the end of a run.
struct RunReport: Sendable {
    let run: RunRecord
    let exports: [ExportRecord]

    func write(to context: LambdaContext) {
        guard let outcome = RunOutcome(run.state) else { return }
        var report = OutcomeReport(outcome, subject: "run \(run.id)")
        report.add("runId", run.id)
        report.add("plan", run.plan)
        report.add("status", run.status)
        report.add("exports", exports.count)
        report.add("failed", exports.filter { $0.result?.outcome.isFailure ?? false }.count)
        let duration = run.endedAt.map { $0.duration(since: run.startedAt) / .milliseconds(1) }
        report.measure("RunDuration", duration, .milliseconds)
        report.write(to: context)
    }
}
