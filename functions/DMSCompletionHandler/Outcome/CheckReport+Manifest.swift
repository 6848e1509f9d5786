import AWSS3

extension CompletionEvent {
    /// Makes the report of a check from the manifest.
    func report(_ manifest: Manifest, at location: S3Location) -> CheckReport {
        let outcome: CheckOutcome =
            switch manifest.verdict {
            case .passed: .passed
            case .partlyPassed: .partlyPassed
            case .quarantined: .quarantined
            case .failed: .failed
            }
        var report = report(outcome, manifest.reason)
        report.manifest = location.description
        report.passedTables = manifest.passed
        report.quarantinedTables = manifest.tables.filter { $0.verdict == "quarantined" }.map {
            CheckReport.QuarantinedTable(table: $0.table, reason: $0.reason)
        }
        report.warnings = manifest.warnings
        return report
    }
}
