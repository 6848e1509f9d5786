import AWSClient
import AWSGlue
import AWSS3
import LambdaEvents

/// Does what a message of this function to itself asks for, and reports it once.
struct FollowUpProcessor: Sendable {
    let context: CopyContext
    let notifier: CopyNotifier

    func process(_ message: FollowUpMessage, messageID: String) async -> CopyOutcome {
        var report = CopyReport(event: message.event, origin: .message(id: messageID))
        let started = ContinuousClock.now
        do {
            report.outcome =
                switch message {
                case .parts(let range, let name): try await copyParts(range, of: name, &report)
                case .object(let request): try await copyObject(request, &report)
                case .crawl: try await notifier.crawl()
                }
        } catch {
            report.fail(error)
        }
        await report.restoreIfArchived(context)
        report.duration = ContinuousClock.now - started
        report.write(to: context)
        if report.outcome.isAtTarget, let job = report.job { await notifier.note(job, report.outcome) }
        return report.outcome
    }

    private func copyParts(
        _ range: Int,
        of name: FollowUpMessage.CopyName,
        _ report: inout CopyReport
    ) async throws -> CopyOutcome {
        try Task.checkCancellation()
        let copier = MultipartCopier(context: context)
        guard let record = try await copier.table().record(of: name.target), record.token == name.token else {
            // Another attempt has taken its place, and has messages of its own.
            return .superseded
        }
        report.event = S3ObjectEvent(
            kind: .created,
            name: "Parts \(range &+ 1) of \(record.rangeCount)",
            bucket: record.source.bucket,
            key: record.source.key,
            size: record.plan.size,
            versionID: record.source.versionID
        )
        report.job = record.job
        switch record.phase {
        case .copying: return try await copier.copyParts(record, range: range)
        case .completing: return try await copier.complete(record)
        case .preparing, .done: return try await copier.standing(of: record)
        }
    }

    private func copyObject(
        _ request: FollowUpMessage.ObjectRequest,
        _ report: inout CopyReport
    ) async throws -> CopyOutcome {
        try Task.checkCancellation()
        let plan = try await EventProcessor(context: context, notifier: notifier).fullPlan(&report.event)
        guard case .copy(let job) = plan else {
            if case .skip(let outcome) = plan { return outcome }
            return .failed
        }
        report.job = job
        let outcome = try await ObjectCopier(context: context).converge(job)
        switch outcome {
        // The copy in parts goes on, or may yet.
        case .inProgress, .busy, .unfinished: break
        // It came to an end without it.
        default: try await MultipartCopier(context: context).abandon(job.target)
        }
        return outcome
    }
}

extension FollowUpMessage {
    /// What stands in the report until more is known.
    fileprivate var event: S3ObjectEvent {
        switch self {
        case .parts(let range, let name):
            S3ObjectEvent(kind: .created, name: "Parts, range \(range)", bucket: "", key: name.target)
        case .object(let request):
            S3ObjectEvent(
                kind: .created,
                name: "FollowUpMessage",
                bucket: request.bucket,
                key: request.key,
                time: request.time
            )
        case .crawl: S3ObjectEvent(kind: .other, name: "Crawl", bucket: "", key: "")
        }
    }
}
