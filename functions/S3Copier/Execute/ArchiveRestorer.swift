import AWSS3
import HTTPTransport

/// Asks S3 to restore an archived source object. The object is copied later, when S3 notifies that it is restored.
struct ArchiveRestorer: Sendable {
    let scope: InvocationScope

    /// Requests the restore of the report's source object, if the object is archived and the plan says
    /// `archived: restore`.
    func restoreIfArchived(_ report: inout CopyReport) async {
        guard report.outcome == .archived, scope.settings.dispositions.restoresArchived, let source = report.job?.source
        else { return }
        do {
            try await restore(source)
            report.restoreRequested()
        } catch {
            report.restoreFailed(error)
        }
    }

    private func restore(_ source: S3CopySource) async throws {
        // Intelligent-Tiering takes the object itself back, and no number of days.
        let state = try await scope.state(of: source, version: source.versionID)
        let isTiered = state?.head.storageClass == "INTELLIGENT_TIERING"
        try await scope.services.store.restoreObject(
            bucket: source.bucket,
            key: source.key,
            version: source.versionID,
            days: isTiered ? nil : scope.settings.restore.days,
            tier: scope.settings.restore.tier,
            headers: source.accessHeaders,
            deadline: scope.deadline
        )
    }
}
