import AWSS3
import HTTPTransport

/// Asks S3 to restore an archived source, so that it can be copied when S3 says that it is there.
struct ArchiveRestore: Sendable {
    let context: CopyContext

    /// - Throws: `AWSError`.
    func request(_ source: S3CopySource) async throws {
        // Intelligent-Tiering takes the object itself back, and no number of days.
        let state = try await context.state(of: source, version: source.versionID)
        let isTiered = state?.head.storageClass == "INTELLIGENT_TIERING"
        try await context.services.store.restoreObject(
            bucket: source.bucket,
            key: source.key,
            version: source.versionID,
            days: isTiered ? nil : context.settings.restore.days,
            tier: context.settings.restore.tier,
            headers: source.accessHeaders,
            deadline: context.deadline
        )
    }
}

extension CopyReport {
    /// Has an archived source restored, where that is wanted.
    mutating func restoreIfArchived(_ context: CopyContext) async {
        guard outcome == .archived, context.settings.dispositions.restoresArchived, let source = job?.source else {
            return
        }
        do {
            try await ArchiveRestore(context: context).request(source)
            outcome = .restoreRequested
            error = nil
        } catch {
            self.error = "\(error)"
        }
    }
}
