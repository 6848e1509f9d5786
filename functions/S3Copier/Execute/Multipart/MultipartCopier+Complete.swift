import AWSClient
import AWSS3
import Logging
import UTCTime

extension MultipartCopier {
    /// Makes the object out of its parts, once: under a lease, on the condition that the target is still what it was, with
    /// the source's own checksum where it has one of the whole object.
    ///
    /// - Throws: `AWSError` that is not an outcome of its own.
    func complete(_ record: MultipartCopyRecord) async throws -> CopyOutcome {
        let now = services.clock.now()
        guard let leased = try await table().lease(record, until: leaseEnd(from: now), phase: .completing, at: now)
        else {
            return try await standing(of: record)
        }
        return try await holding(leased) { try await completeLeased(leased) }
    }

    private func completeLeased(_ leased: MultipartCopyRecord) async throws -> CopyOutcome {
        var record = leased
        guard let upload = record.upload else { return .superseded }
        do {
            let parts = try await services.store.parts(1...record.plan.count, of: upload, deadline: context.deadline)
            let numbers = parts.map(\.number)
            guard numbers == Array(1...record.plan.count), parts.allSatisfy(record.plan.fits) else {
                return try await restart(record, because: "S3 does not have every part any more")
            }
            return try await complete(&record, upload, parts)
        } catch let error as AWSError {
            switch error.code {
            case "NoSuchUpload": return try await reconcile(record)
            // An upload that lost a race with another write cannot be completed any more.
            case "ConditionalRequestConflict", "OperationAborted", "BadDigest", "InvalidPart", "InvalidPartOrder",
                "EntityTooSmall":
                return try await restart(record, because: "\(error)")
            default: throw error
            }
        }
    }

    private func complete(
        _ record: inout MultipartCopyRecord,
        _ upload: S3Upload,
        _ parts: [S3Part]
    ) async throws -> CopyOutcome {
        for _ in 0..<3 {
            do {
                let result = try await services.store.completeMultipartUpload(
                    upload,
                    parts: parts,
                    size: record.plan.size,
                    checksum: record.checksum,
                    if: record.replaces.map { .etag($0) } ?? .absent,
                    deadline: context.deadline
                )
                return try await finish(record, etag: result.etag, version: result.versionID)
            } catch let error as AWSError where ["PreconditionFailed", "NoSuchKey"].contains(error.code) {
                // The target is another by now: newer than ours, or only different from what it was?
                let there = try await context.state(of: record.copyTarget)
                guard let source = try await context.state(of: record.job.currentSource),
                    record.source == .init(record.copySource, source)
                else { return try await restart(record, because: "the source changed") }
                if let there, there.isCopy(of: source) {
                    try await services.store.abortMultipartUpload(upload, deadline: context.deadline)
                    return try await finish(record, etag: there.etag, version: nil, wasThere: true)
                }
                record.replaces = there?.etag
            }
        }
        // Somebody keeps writing to the target.
        return .busy
    }

    /// The upload is gone. It was completed and the answer got lost, or somebody aborted it: the target tells.
    func reconcile(_ record: MultipartCopyRecord) async throws -> CopyOutcome {
        guard let now = try await table().record(of: record.target), now.token == record.token else {
            return .superseded
        }
        guard now.phase != .done else { return .alreadyCurrent }
        if let there = try await context.state(of: record.copyTarget), isResult(there, of: record) {
            return try await finish(record, etag: there.etag, version: there.head.versionID)
        }
        guard now.phase != .preparing else { return try await standing(of: now) }
        return try await restart(now, because: "the upload is gone, and its object is not there")
    }

    private func isResult(_ there: ObjectState, of record: MultipartCopyRecord) -> Bool {
        guard there.size == record.plan.size, there.etag != record.replaces,
            there.etag.hasSuffix("-\(record.plan.count)")
        else { return false }
        guard let checksum = record.checksum, let its = S3FullObjectChecksum(of: there.head) else { return true }
        return checksum == its
    }

    /// What is after the object is there: tags that did not fit into a header, the record, a last look at the source.
    private func finish(
        _ record: MultipartCopyRecord,
        etag: String,
        version: String?,
        wasThere: Bool = false
    ) async throws -> CopyOutcome {
        let source = try await context.state(of: record.job.currentSource)
        let isCurrent = source.map { record.source == .init(record.copySource, $0) } ?? false
        if isCurrent, let source, let tags = try await tags(of: record, source),
            S3.taggingHeader(tags).utf8.count > S3.largestTaggingHeader
        {
            try await services.store.putObjectTags(
                tags,
                bucket: record.copyTarget.bucket,
                key: record.copyTarget.key,
                version: version,
                headers: record.copyTarget.accessHeaders,
                deadline: context.deadline
            )
        }
        if context.settings.multipart?.preservesETag == true, record.source.etag.contains("-"),
            record.source.etag != etag
        {
            context.logger.warning(
                "the copy's ETag is another than its source's: it was encrypted otherwise, or cut into other parts",
                metadata: ["target": "s3://\(record.target)", "etag": "\(etag)", "sourceETag": "\(record.source.etag)"]
            )
        }
        if !isCurrent, source != nil || context.settings.mirrorsDeletes {
            // Before the record says that all is done.
            try await send([.object(record.request)])
        }
        let now = services.clock.now()
        _ = try await table().update(record) { document in
            document.phase = .done
            document.targetETag = etag
            document.updatedAt = now
            document.rangesDone = []
            document.abandoned = []
            return true
        }
        return wasThere ? .alreadyCurrent : .copied
    }

    /// Why this invocation may not go on with a record.
    func standing(of record: MultipartCopyRecord) async throws -> CopyOutcome {
        guard let now = try await table().record(of: record.target), now.token == record.token else {
            return .superseded
        }
        switch now.phase {
        case .done: return .alreadyCurrent
        case .preparing:
            // It begins anew; should the message about it have got lost, here it is again.
            guard !now.isLeased(at: services.clock.now()) else { return .busy }
            try await send([.object(now.request)])
            return .inProgress
        case .copying, .completing: return .busy
        }
    }
}
