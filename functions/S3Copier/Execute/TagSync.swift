import AWSClient
import AWSS3

/// Gives a copy the tags that the source has now. The order of the events does not matter: even an old event leads to
/// the current tags. An invocation that reads first may write last, so the source is read again after the write.
struct TagSync: Sendable {
    private static let rounds = 3

    let scope: InvocationScope

    /// Copies the source's current tags to the target, if the settings ask for this. If they do not, only a missing
    /// copy is made: the route may accept the object because of its new tags.
    ///
    /// - Throws: `AWSError`, unless the error itself decides the next step; ``CopyFailure``.
    func sync(_ job: ObjectCopyRequest) async throws -> CopyStep {
        // Only the current version's tags are copied: tags of an old version are not the copy's. If versioning is off
        // or suspended, the version is "null" in some places, and left out in others.
        if let version = job.source.versionID,
            let now = try await scope.state(of: job.currentSource), now.head.versionID ?? "null" != version
        {
            return .end(.superseded)
        }
        if !scope.settings.syncsTags {
            // The copy's own tags are not followed; but the route may take the object only since it has these.
            guard try await scope.state(of: job.target) == nil else { return .end(.ignored) }
            return .converge(job)
        }
        guard try await isOwnCopy(job) else { return .end(.ignored) }
        guard var tags = try await sourceTags(job) else { return .end(.sourceGone) }
        for _ in 0..<Self.rounds {
            do {
                try await scope.services.store.putObjectTags(
                    tags,
                    bucket: job.target.bucket,
                    key: job.target.key,
                    headers: job.target.accessHeaders,
                    deadline: scope.deadline
                )
            } catch let error as AWSError where error.isNoSuchKey {
                // The target does not exist: not copied yet, or deleted. A copy will carry its tags. If the route
                // requires tags, this event makes the copy.
                return job.filter.tags.isEmpty ? .end(.ignored) : .converge(job)
            }
            guard let after = try await sourceTags(job) else { return .end(.sourceGone) }
            if Set(after) == Set(tags) { return .end(.tagsSynced) }
            tags = after
        }
        return .end(.busy)
    }

    /// Returns `false` when the copy is marked as the copy of another bucket's object: such a copy keeps that object's
    /// tags. The check costs a request only where copies are marked with their source's bucket.
    private func isOwnCopy(_ job: ObjectCopyRequest) async throws -> Bool {
        guard scope.settings.marksBuckets(in: job.target.bucket), let there = try await scope.state(of: job.target),
            let bucket = there.mark?.bucket
        else { return true }
        return bucket == job.source.bucket
    }

    /// Reads the source's tags, without the tags that only AWS may set; `nil` when the source is gone.
    private func sourceTags(_ job: ObjectCopyRequest) async throws -> [S3Tag]? {
        do {
            return try await scope.services.store.objectTags(
                bucket: job.source.bucket,
                key: job.source.key,
                headers: job.source.accessHeaders,
                deadline: scope.deadline
            ).ofUsers
        } catch let error as AWSError where error.isNoSuchKey {
            return nil
        }
    }
}
