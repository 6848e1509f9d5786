import AWSClient
import AWSServices

/// Gives a copy the tags its source has now, whatever the event's order: there is nothing to be too old.
struct TagSync: Sendable {
    let context: CopyContext

    /// - Throws: `AWSError` that is not an outcome of its own.
    func sync(_ job: CopyJob) async throws -> CopyOutcome {
        let store = context.services.store
        // The current version's: tags that somebody gave an old version are not the copy's.
        if let version = job.source.versionID,
            let now = try await context.state(of: job.currentSource), now.head.versionID != version
        {
            return .superseded
        }
        let tags: [S3Tag]
        do {
            tags = try await store.objectTags(
                bucket: job.source.bucket,
                key: job.source.key,
                headers: job.source.accessHeaders,
                deadline: context.deadline
            )
        } catch let error as AWSError where error.code == "NoSuchKey" {
            return .sourceGone
        }
        do {
            try await store.putObjectTags(
                tags,
                bucket: job.target.bucket,
                key: job.target.key,
                deadline: context.deadline
            )
            return .tagsSynced
        } catch let error as AWSError where error.code == "NoSuchKey" {
            // Not copied yet: the copy will carry its tags.
            return .ignored
        }
    }
}
