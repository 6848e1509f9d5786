import AWSClient
import AWSS3

/// Deletes a copy at the target, by putting a delete marker on it.
struct TargetCopyDeleter: Sendable {
    let scope: InvocationScope

    /// Returns `false` when the target object is a copy of another bucket's object with the same key.
    ///
    /// - Throws: ``CopyFailure/copyOfUnknownBucket(bucket:key:)`` when the copy's mark does not name a bucket.
    func isCopy(_ copy: ObjectSnapshot, of job: ObjectCopyRequest) throws(CopyFailure) -> Bool {
        guard scope.settings.marksBuckets(in: job.target.bucket) else { return true }
        guard let bucket = copy.mark?.bucket else {
            throw .copyOfUnknownBucket(bucket: job.target.bucket, key: job.target.key)
        }
        return bucket == job.source.bucket
    }

    /// Deletes the copy, if it has not changed since it was read. If it has changed, the caller's next attempt reads it
    /// again.
    ///
    /// - Throws: `AWSError`; ``CopyFailure/deleteRefused(bucket:)`` when a delete in the bucket could not be undone.
    func delete(_ copy: ObjectSnapshot, _ job: ObjectCopyRequest) async throws {
        let headers = job.target.accessHeaders
        let store = scope.services.store
        guard try await store.isVersioned(job.target.bucket, headers: headers, deadline: scope.deadline) else {
            throw CopyFailure.deleteRefused(bucket: job.target.bucket)
        }
        let conditions = scope.services.conditions
        if !conditions.areRefused {
            do {
                return try await delete(job, if: .etag(copy.etag))
            } catch let error as AWSError where CopyRefusal(error) != nil || error.isNoSuchKey {
                return
            } catch let error as AWSError where error.isNotImplemented {}
        }
        try await delete(job, if: nil)
        conditions.refuse()
    }

    private func delete(_ job: ObjectCopyRequest, if condition: S3.WriteCondition?) async throws {
        try await scope.services.store.deleteObject(
            bucket: job.target.bucket,
            key: job.target.key,
            if: condition,
            headers: job.target.accessHeaders,
            deadline: scope.deadline
        )
    }
}
