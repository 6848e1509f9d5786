import AWSClient
import AWSS3
import LambdaEvents
import LambdaRuntime

/// Takes one event from plan to outcome, and reports it once.
struct EventProcessor: Sendable {
    let context: CopyContext
    let notifier: CopyNotifier

    /// - Parameters:
    ///   - origin: the message or task the event came in, for the log.
    ///   - isSuperseded: a later creation of the same object is in the same batch.
    func process(_ event: S3ObjectEvent, origin: CopyReport.Origin, isSuperseded: Bool = false) async -> CopyOutcome {
        var report = CopyReport(event: event, origin: origin)
        let started = ContinuousClock.now
        var isCopy = false
        if let region = event.region { context.services.store.learn(region: region, of: event.bucket) }
        do {
            let plan = try await fullPlan(&report)
            isCopy = plan.isCopy
            report.outcome = isSuperseded && plan.isCopy ? .superseded : try await carryOut(plan, &report)
        } catch {
            report.fail(error)
        }
        await report.restoreIfArchived(context)
        report.duration = ContinuousClock.now - started
        report.write(to: context)
        if isCopy, report.outcome.isAtTarget, let job = report.job {
            await notifier.note(job, report.outcome)
        }
        return report.outcome
    }

    /// Asks S3 for what a route wants to know and the event does not say.
    func fullPlan(_ report: inout CopyReport) async throws -> CopyPlan {
        var tags: [S3Tag]?
        // Size and time come together, tags after them: more than two questions there are not.
        for _ in 0..<3 {
            switch CopyPlan(for: report.event, tags: tags, context.settings) {
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
                report.event.learn(from: state)
            case let plan: return plan
            }
        }
        throw CopyFailure.planUnfinished
    }

    private func carryOut(_ plan: CopyPlan, _ report: inout CopyReport) async throws -> CopyOutcome {
        switch plan {
        case .skip(let outcome): return outcome
        case .needs: throw CopyFailure.planUnfinished
        case .copy(let job):
            report.job = job
            try Task.checkCancellation()
            return try await ObjectCopier(context: context).copy(job)
        case .syncTags(let job):
            report.job = job
            try Task.checkCancellation()
            return try await TagSync(context: context).sync(job)
        case .mirrorRemoval(let jobs):
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
}

extension CopyPlan {
    fileprivate var isCopy: Bool { if case .copy = self { true } else { false } }
}
