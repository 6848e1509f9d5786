import LambdaRuntime

extension CheckReport {
    /// The maximum number of tables, and of warnings, that a log line names.
    private static let mostLoggedTables = 10

    /// Writes the report's log line and metrics.
    ///
    /// - Parameter duration: the time of the whole request, which may have had several reports.
    func write(to context: LambdaContext, duration: Duration) {
        var report = OutcomeReport(isRepeated ? CheckOutcome.duplicate : outcome, subject: migration)
        report.duration = duration
        report.add("migration", migration)
        report.add("reason", reason)
        report.add("taskArn", taskARN)
        report.add("run", run)
        report.add("manifest", manifest)
        report.add("tablesPassed", passedTables.isEmpty ? nil : passedTables.count)
        if !quarantinedTables.isEmpty {
            report.add("tablesQuarantined", quarantinedTables.count)
            let tables = quarantinedTables.prefix(Self.mostLoggedTables).map { "\($0.table): \($0.reason)" }
            report.add("quarantinedTables", tables.joined(separator: "; "))
        }
        if !warnings.isEmpty {
            report.add("warnings", warnings.prefix(Self.mostLoggedTables).joined(separator: "; "))
        }
        if !steps.isEmpty {
            let steps = steps.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            report.add("steps", steps.joined(separator: ", "))
        }
        report.write(to: context)
    }
}
