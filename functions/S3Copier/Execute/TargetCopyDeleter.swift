import AWSClient
import AWSS3

/// Puts a delete marker on a copy.
struct TargetCopyDeleter: Sendable {
    let scope: InvocationScope

    /// Tells whether what is at the target is a copy of the job's object, and not of another bucket's object of the same key.
    ///
    /// - Throws: ``CopyFailure/copyOfUnknownBucket(bucket:key:)`` where the mark that says so is missing.
    func isCopy(_ copy: ObjectSnapshot, of job: ObjectCopyRequest) throws(CopyFailure) -> Bool {
        guard scope.settings.marksBuckets(in: job.target.bucket) else { return true }
        guard let bucket = copy.mark?.bucket else {
            throw .copyOfUnknownBucket(bucket: job.target.bucket, key: job.target.key)
        }
        return bucket == job.source.bucket
    }

    /// Deletes the copy if it still is what was read. If it is not, the caller's next round reads it again.
    ///
    /// - Throws: `AWSError`; ``CopyFailure/deleteRefused(bucket:)`` where a delete would be for good.
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
