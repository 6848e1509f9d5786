import AWSClient
import AWSS3
import LambdaEvents
import LambdaRuntime
import UTCTime

/// Decides about one event, carries out the decision, and reports the outcome once.
struct EventProcessor: Sendable {
    let scope: InvocationScope
    let notifier: CopyNotifier

    /// - Parameters:
    ///   - origin: the message or task that contained the event, for the log.
    ///   - isSuperseded: `true` when a later creation in the same batch is copied to the same target.
    /// - Returns: the report, which is already written to the log.
    func process(_ event: S3ObjectEvent, origin: CopyReport.Origin, isSuperseded: Bool = false) async -> CopyReport {
        var report = CopyReport(event: event, origin: origin)
        let started = scope.services.clock.instant()
        if let region = event.region { scope.services.store.learn(region: region, of: event.bucket) }
        var isCopy = false
        do {
            let decision = try await SourceLookup(scope: scope).decide(&report.event)
            if case .copy = decision { isCopy = true }
            let first = isSuperseded && isCopy ? CopyStep.end(.superseded) : CopyStep(decision)
            report.outcome = try await CopyDriver(scope: scope).run(first, &report)
        } catch {
            report.fail(error)
        }
        await ArchiveRestorer(scope: scope).restoreIfArchived(&report)
        report.duration = started.duration(to: scope.services.clock.instant())
        report.write(to: scope.context)
        if isCopy || report.outcome == .copied, report.outcome.isAtTarget, let job = report.job {
            await notifier.add(job, report.outcome)
        }
        return report
    }
}
