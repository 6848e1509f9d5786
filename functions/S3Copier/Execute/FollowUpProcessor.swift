import AWSClient
import AWSGlue
import AWSS3
import LambdaEvents
import LambdaRuntime
import UTCTime

/// Carries out one message that this function sent to itself, and reports the outcome once.
struct FollowUpProcessor: Sendable {
    let scope: InvocationScope
    let notifier: CopyNotifier

    /// - Returns: the outcome, which is already reported.
    func process(_ message: FollowUpMessage, messageID: String) async -> CopyOutcome {
        var report = CopyReport(event: message.event, origin: .message(id: messageID))
        let started = scope.services.clock.instant()
        do {
            try Task.checkCancellation()
            report.outcome =
                switch message {
                case .parts(let range, let name): try await copyParts(range, of: name, &report)
                case .object: try await copyObject(&report)
                case .crawl: try await notifier.crawl()
                }
        } catch {
            report.fail(error)
        }
        await ArchiveRestorer(scope: scope).restoreIfArchived(&report)
        report.duration = started.duration(to: scope.services.clock.instant())
        report.write(to: scope.context)
        if report.outcome.isAtTarget, let job = report.job { await notifier.add(job, report.outcome) }
        return report.outcome
    }

    private func copyParts(
        _ range: Int,
        of name: FollowUpMessage.CopyName,
        _ report: inout CopyReport
    ) async throws -> CopyOutcome {
        let record = try await scope.multipartStore().record(of: name.target)
        if let record, record.token == name.token {
            report.event = S3ObjectEvent(
                kind: .created,
                name: "Parts \(range &+ 1) of \(record.rangeCount)",
                bucket: record.source.bucket,
                key: record.source.key,
                size: record.plan.size,
                versionID: record.source.versionID
            )
            report.job = record.job
        }
        return try await MultipartCopyDriver(scope: scope)
            .run(.copyRange(range, token: name.token), of: name.target, record)
    }

    private func copyObject(_ report: inout CopyReport) async throws -> CopyOutcome {
        let decision = try await SourceLookup(scope: scope).decide(&report.event)
        let outcome = try await CopyDriver(scope: scope).run(CopyStep(ofPresentState: decision), &report)
        guard case .copy(let job) = decision else { return outcome }
        switch outcome {
        // The copy in parts continues, or may yet.
        case .inProgress, .busy, .unfinished: break
        // The object reached its target without it.
        default:
            let target = MultipartCopyRecord.name(of: job.target)
            _ = try await MultipartCopyDriver(scope: scope).run(.abandon, of: target)
        }
        return outcome
    }
}

extension FollowUpMessage {
    /// A placeholder event for the report, used until the object's own event is known.
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
