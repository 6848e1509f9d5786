import LambdaRuntime
import UTCTime

/// One stop of one migration: what claims, manifests and notices are named by.
struct CompletionEvent: Sendable {
    let migration: Migration
    /// The stop date in RFC 3339, or a DataSync execution's id.
    let run: String
    /// `nil` for one that has none.
    let stoppedAt: UTCTime?

    func report(_ outcome: CheckOutcome, _ reason: String) -> CheckReport {
        var report = CheckReport(migration.name, outcome, reason)
        report.taskARN = migration.taskARN
        report.run = run
        return report
    }
}
