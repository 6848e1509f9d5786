import AWSClient
import AWSS3
import HTTPTransport

/// Copies one object. In the end the target always has the source's newest state, whatever the order, number and delay
/// of the events.
///
/// The first try is one request, for a target that does not exist yet. It is pinned to the state that the event names,
/// on the condition that the target does not exist. If the target does exist, the event may be outdated, so it no
/// longer matters. The copier then reads the target, and after it the source as it is *now*. It makes the copy on the
/// condition that the target has not changed since it was read. After the copy it reads the source once more: if the
/// source changed meanwhile, the round begins again. Without this last read a slow invocation could write an older
/// state back, because the target's ETag may have changed and changed back meanwhile.
struct ConditionalObjectCopier: Sendable {
    /// The maximum number of attempts to copy one object's current state. After the last attempt the message goes back
    /// to the queue: another writer is faster than this function can read.
    private static let rounds = 5

    let scope: InvocationScope

    /// Tries to copy the object in one request, on the condition that the target does not exist.
    ///
    /// - Throws: `AWSError`, unless the error itself decides the next step; ``CopyFailure``.
    func copy(_ job: ObjectCopyRequest) async throws -> CopyStep {
        if let size = job.size {
            guard size <= PartPlan.largestObject else { return .end(.tooLarge) }
            if isForParts(size: size, etag: job.source.etag) { return .converge(job) }
            guard size <= PartPlan.largestSingleCopy else { return .end(.tooLarge) }
        }
        // The first try is right only on its condition.
        guard !scope.services.conditions.areRefused else { return .converge(job) }
        var source = job.source
        var marked: ObjectSnapshot?
        if scope.settings.marksBuckets(in: job.target.bucket) || source.etag?.utf8.contains(UInt8(ascii: "-")) ?? true {
            // A copy in one request has another ETag than an object that was uploaded in parts, so the copy is marked
            // with its source. A task of S3 Batch Operations does not say how its object was uploaded.
            guard let state = try await scope.state(of: source, version: source.versionID) else {
                return .end(.sourceGone)
            }
            if let etag = source.etag, state.etag != etag { return .end(.superseded) }
            guard !state.isArchived else { return .end(.archived) }
            if isForParts(size: state.size, etag: state.etag) { return .converge(job) }
            guard state.size <= PartPlan.largestSingleCopy else { return .end(.tooLarge) }
            source.etag = state.etag
            if state.hasOpaqueETag || scope.settings.marksBuckets(in: job.target.bucket) { marked = state }
        }
        do {
            _ = try await copyWhole(source, job, marking: marked, if: .absent)
        } catch let error as AWSError {
            switch CopyRefusal(error, isSizeUnknown: job.size == nil) {
            // A task comes once: what its object is by now has no event.
            case .sourceChanged? where job.source.etag == nil: return .converge(job)
            case .sourceChanged?: return .end(.superseded)
            case .targetChanged?, .tooLarge?: return .converge(job)
            case nil where error.isNotImplemented: return .converge(job)
            case nil where error.isNoSuchKey:
                // Stores also say so of what has nothing to do with the source.
                guard let there = try await scope.state(of: job.source, version: job.source.versionID) else {
                    return .end(.sourceGone)
                }
                if let etag = job.source.etag, there.etag != etag { return .end(.superseded) }
                throw CopyFailure.sourceIsThere(error)
            case nil: throw error
            }
        }
        // An object that was deleted while its creation event was on the way must not be created again. A delete marker
        // counts as no object.
        guard scope.settings.mirrorsDeletes, try await scope.state(of: job.currentSource) == nil else {
            return .end(.copied)
        }
        return .converge(job)
    }

    /// Makes the target match the source's current state, if the route accepts that state. If the source is gone and
    /// removals are mirrored, deletes the copy.
    ///
    /// - Throws: `AWSError`, unless the error itself decides the next step; ``CopyFailure``.
    func converge(_ job: ObjectCopyRequest) async throws -> CopyStep {
        let current = job.currentSource
        var didWrite = false
        for _ in 0..<Self.rounds {
            // The target first: a source read before it might be older than what the target already holds.
            let there = try await scope.state(of: job.target)
            guard let source = try await scope.state(of: current) else {
                guard scope.settings.mirrorsDeletes else { return .end(.sourceGone) }
                let deleter = TargetCopyDeleter(scope: scope)
                guard let there, try deleter.isCopy(there, of: job) else {
                    return .end(didWrite ? .deleted : .alreadyCurrent)
                }
                try await deleter.delete(there, job)
                didWrite = true
                continue
            }
            // Its own event has a target of its own.
            guard job.takes(source) else { return .end(didWrite ? .copied : .superseded) }
            guard try await isTaken(source, job) else { return .end(didWrite ? .copied : .notRouted) }
            if let there, try await isEqual(there, source, job) { return .end(didWrite ? .copied : .alreadyCurrent) }
            if isForParts(size: source.size, etag: source.etag) {
                // Metadata that S3 does not show is carried along by a copy in one request alone.
                guard source.hasHiddenMetadata else {
                    return .copyInParts(MultipartStart(job: job, source: source, target: there))
                }
                guard source.size <= PartPlan.largestSingleCopy else {
                    throw CopyFailure.hiddenMetadata(bucket: job.source.bucket, key: job.source.key)
                }
            }
            guard source.size <= PartPlan.largestSingleCopy else { return .end(.tooLarge) }
            var pinned = current
            pinned.versionID = source.head.versionID
            pinned.etag = source.etag
            do {
                let isMarked =
                    source.hasOpaqueETag || there?.hasOpaqueETag == true
                    || scope.settings.marksBuckets(in: job.target.bucket)
                let condition = there.map { S3.WriteCondition.etag($0.etag) } ?? .absent
                try await copyReplacing(pinned, job, marking: isMarked ? source : nil, if: condition)
            } catch let error as AWSError where CopyRefusal(error) != nil || error.isNoSuchKey {
                continue
            }
            didWrite = true
            guard let after = try await scope.state(of: current), after.isUnchanged(since: source) else { continue }
            return .end(.copied)
        }
        return .end(.busy)
    }

    private func isForParts(size: Int64, etag: String?) -> Bool {
        guard let large = scope.settings.multipart, size > 0 else { return false }
        if size > min(large.threshold, PartPlan.largestSingleCopy) { return true }
        // One request makes one part of what were several, and another ETag.
        return large.preservesETag && etag?.utf8.contains(UInt8(ascii: "-")) == true
    }

    /// Returns `true` when the route accepts the state that is about to be copied. That state may have other tags than
    /// the state that the event names.
    private func isTaken(_ source: ObjectSnapshot, _ job: ObjectCopyRequest) async throws -> Bool {
        guard job.filter.takes(size: source.size) else { return false }
        guard !job.filter.tags.isEmpty else { return true }
        return job.filter.takes(tags: try await tags(of: source, job))
    }

    private func isEqual(_ there: ObjectSnapshot, _ source: ObjectSnapshot, _ job: ObjectCopyRequest) async throws
        -> Bool
    {
        guard there.isCopyButForTags(of: source), there.head.tagCount <= source.head.tagCount else { return false }
        if scope.settings.marksBuckets(in: job.target.bucket),
            !there.isMarked(for: job.source.bucket, of: source, in: job.target.bucket)
        {
            return false
        }
        // As many tags are not the same tags, and a copy may have fewer: none of AWS's own.
        guard source.head.tagCount > 0 else { return true }
        do {
            let wanted = try await tags(of: source, job).ofUsers
            if there.head.tagCount == 0 { return wanted.isEmpty }
            let copies = try await scope.services.store.objectTags(
                bucket: job.target.bucket,
                key: job.target.key,
                headers: job.target.accessHeaders,
                deadline: scope.deadline
            )
            return Set(copies.ofUsers) == Set(wanted)
        } catch let error as AWSError where error.isNoSuchKey {
            // One of the two was deleted since it was read: the copy that is tried finds out which.
            return false
        }
    }

    private func tags(of source: ObjectSnapshot, _ job: ObjectCopyRequest) async throws -> [S3Tag] {
        guard source.head.tagCount > 0 else { return [] }
        return try await scope.services.store.objectTags(
            bucket: job.source.bucket,
            key: job.source.key,
            version: source.head.versionID,
            headers: job.source.accessHeaders,
            deadline: scope.deadline
        )
    }

    /// Replaces the target object, on the condition that it has not changed since it was read. If the store does not
    /// support the condition, the copy is made without it.
    private func copyReplacing(
        _ source: S3CopySource,
        _ job: ObjectCopyRequest,
        marking state: ObjectSnapshot?,
        if condition: S3.WriteCondition
    ) async throws {
        let conditions = scope.services.conditions
        if !conditions.areRefused {
            do {
                return _ = try await copyWhole(source, job, marking: state, if: condition)
            } catch let error as AWSError where error.isNotImplemented {}
        }
        _ = try await copyWhole(source, job, marking: state, if: nil)
        conditions.refuse()
    }

    /// Sends the request that copies the whole object.
    ///
    /// - Parameter state: the source's state, recorded as a mark in the copy's metadata; `nil` lets S3 copy the
    ///   metadata.
    private func copyWhole(
        _ source: S3CopySource,
        _ job: ObjectCopyRequest,
        marking state: ObjectSnapshot?,
        if condition: S3.WriteCondition?
    ) async throws -> S3CopyResult {
        // Metadata that HEAD cannot show would be lost by naming the rest.
        let bucket = scope.settings.marksBuckets(in: job.target.bucket) ? source.bucket : nil
        let properties = state.flatMap { $0.hasHiddenMetadata ? nil : $0.propertyHeaders(markingBucket: bucket) }
        return try await scope.services.limiter.run(job.ratePrefix, deadline: scope.deadline) {
            try await scope.services.copyStore.copyObject(
                from: source,
                to: job.target,
                properties: properties,
                if: condition,
                deadline: scope.deadline
            )
        }
    }
}
