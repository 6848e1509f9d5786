import AWSClient
import AWSS3
import LambdaEvents
import LambdaRuntime
import UTCTime

/// Takes one event from plan to outcome, and reports it once.
struct EventProcessor: Sendable {
    let context: CopyContext
    let notifier: CopyNotifier

    /// - Parameters:
    ///   - origin: the message or task the event came in, for the log.
    ///   - isSuperseded: a later creation in the same batch is copied to the same target.
    /// - Returns: the report, which is written already.
    func process(_ event: S3ObjectEvent, origin: CopyReport.Origin, isSuperseded: Bool = false) async -> CopyReport {
        var report = CopyReport(event: event, origin: origin)
        let started = ContinuousClock.now
        if let region = event.region { context.services.store.learn(region: region, of: event.bucket) }
        var isCopy = false
        do {
            let plan = try await fullPlan(&report.event)
            isCopy = plan.isCopy
            report.outcome = isSuperseded && plan.isCopy ? .superseded : try await carryOut(plan, &report)
        } catch {
            report.fail(error)
        }
        await report.restoreIfArchived(context)
        report.duration = ContinuousClock.now - started
        report.write(to: context)
        if isCopy || report.outcome == .copied, report.outcome.isAtTarget, let job = report.job {
            await notifier.note(job, report.outcome)
        }
        return report
    }

    /// Asks S3 for what a route wants to know and the event does not say.
    ///
    /// - Throws: `AWSError`, ``CopyFailure/planUnfinished``.
    func fullPlan(_ event: inout S3ObjectEvent) async throws -> CopyPlan {
        var tags: [S3Tag]?
        var modified: UTCTime?
        // Size and time come together, tags after them: more than two questions there are not.
        for _ in 0..<3 {
            switch CopyPlan(for: event, tags: tags, modified: modified, context.settings) {
            case .needs(.tags(let source)):
                try Task.checkCancellation()
                tags = try await context.services.store.objectTags(
                    bucket: source.bucket,
                    key: source.key,
                    version: source.versionID,
                    headers: source.accessHeaders,
                    deadline: context.deadline
                )
            case .needs(.head(let source)):
                try Task.checkCancellation()
                guard let state = try await context.state(of: source, version: source.versionID) else {
                    return .skip(.sourceGone)
                }
                event.learn(from: state)
                modified = state.lastModified
            case let plan: return plan
            }
        }
        throw CopyFailure.planUnfinished
    }

    private func carryOut(_ plan: CopyPlan, _ report: inout CopyReport) async throws -> CopyOutcome {
        try Task.checkCancellation()
        switch plan {
        case .skip(let outcome): return outcome
        case .needs: throw CopyFailure.planUnfinished
        case .copy(let job):
            report.job = job
            return try await ObjectCopier(context: context).copy(job)
        case .syncTags(let job):
            report.job = job
            return try await TagSync(context: context).sync(job)
        case .mirrorRemoval(let jobs): return try await mirrorRemoval(jobs, &report)
        }
    }

    /// Follows a removal. It may have been one of an older version, of a delete marker, or of the newest version with an
    /// older one below it, and it may be old news: the source's current state decides.
    private func mirrorRemoval(_ jobs: [CopyJob], _ report: inout CopyReport) async throws -> CopyOutcome {
        guard let first = jobs.first else { return .notRouted }
        report.job = first
        if let state = try await context.state(of: first.currentSource) {
            var event = report.event.asCreation(of: state)
            switch try await fullPlan(&event) {
            case .copy(let job):
                report.job = job
                return try await ObjectCopier(context: context).converge(job)
            case .skip(let outcome): return outcome
            case .needs, .syncTags, .mirrorRemoval: throw CopyFailure.planUnfinished
            }
        }
        var outcome = CopyOutcome.alreadyCurrent
        for job in jobs {
            report.job = job
            try Task.checkCancellation()
            let result = try await ObjectCopier(context: context).mirrorRemoval(job)
            if result != .alreadyCurrent { outcome = result }
            if result == .busy { break }
        }
        return outcome
    }
}

extension CopyPlan {
    fileprivate var isCopy: Bool { if case .copy = self { true } else { false } }
}
