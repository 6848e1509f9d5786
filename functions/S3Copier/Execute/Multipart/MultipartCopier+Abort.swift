import AWSClient
import AWSS3
import AWSSTS
import Logging
import UTCTime

extension MultipartCopier {
    /// Uploads of earlier attempts, and one that was begun without anybody noting down its id.
    func abortAbandoned(_ record: MultipartCopyRecord, replacing existing: MultipartCopyRecord?) async throws {
        for id in record.abandoned.sorted() {
            try await services.store.abortMultipartUpload(
                S3Upload(target: record.copyTarget, id: id),
                deadline: context.deadline
            )
        }
        guard let existing, existing.phase == .preparing, existing.uploadID == nil else { return }
        // Its maker ended between beginning the upload and noting it down, or before.
        try await abortUnnoted(record, since: existing.startedAt)
    }

    /// Aborts this function's uploads of the target that no record names.
    ///
    /// Some stores have no STS to tell who this function is. There, uploads are left to the bucket's lifecycle rule.
    func abortUnnoted(_ record: MultipartCopyRecord, since start: UTCTime) async throws {
        guard let me = await caller() else { return }
        let since = start.advanced(by: .seconds(-60))
        let target = record.copyTarget
        let lost = try await services.store.openUploads(
            bucket: target.bucket,
            prefix: target.key,
            headers: target.accessHeaders,
            deadline: context.deadline
        ) { upload in
            // By bytes and as a whole: the prefix is shared by other keys, and those are other people's business.
            Array(upload.key.utf8) == Array(target.key.utf8) && upload.initiator == me
                && (upload.initiated.map { $0 >= since } ?? false)
        }
        for upload in lost {
            try await services.store.abortMultipartUpload(
                S3Upload(target: target, id: upload.id),
                deadline: context.deadline
            )
        }
    }

    /// The ARN that this function's uploads are begun by; `nil` where STS cannot be asked.
    func caller() async -> String? {
        do {
            return try await services.sts.callerARN(deadline: context.deadline)
        } catch {
            context.logger.warning(
                "STS does not tell who this function is; uploads that nobody noted down are left to the bucket's lifecycle rule",
                metadata: ["errorMessage": "\(error)"]
            )
            return nil
        }
    }

    /// Gives an attempt up and has the object looked at again: its source changed, or S3 refused what it had.
    ///
    /// The record goes back to `preparing`, held by nobody, before the message is sent: should this be the end of the
    /// invocation, the message that led here comes again, and finds that.
    func restart(_ record: MultipartCopyRecord, because reason: String) async throws -> CopyOutcome {
        guard record.attempt < Self.attempts else {
            if let upload = record.upload {
                try await services.store.abortMultipartUpload(upload, deadline: context.deadline)
            }
            throw CopyFailure.attemptsUsedUp(target: record.target, attempts: record.attempt, reason: reason)
        }
        let now = services.clock.now()
        let renewed = try await table().update(record) { document in
            document.phase = .preparing
            document.leaseUntil = now
            document.updatedAt = now
            document.attempt = record.attempt + 1
            if let id = document.uploadID { document.abandoned.insert(id) }
            document.uploadID = nil
            document.rangesDone = []
            document.isFannedOut = false
            return true
        }
        guard let renewed else { return .superseded }
        context.logger.info(
            "a copy in parts begins anew: \(reason)",
            metadata: ["target": "s3://\(record.target)", "attempt": "\(renewed.attempt)"]
        )
        if let upload = record.upload {
            // Should it fail: the next attempt does it.
            try? await services.store.abortMultipartUpload(upload, deadline: context.deadline)
        }
        try await send([.object(renewed.request)])
        return .inProgress
    }

    /// Frees what an attempt holds whose source is gone.
    func abandon(_ target: S3CopyTarget) async throws {
        let table = try table()
        guard let record = try await table.record(of: MultipartCopyRecord.name(of: target)), record.phase != .done
        else {
            return
        }
        try await abortAbandoned(record, replacing: record)
        if let upload = record.upload {
            try await services.store.abortMultipartUpload(upload, deadline: context.deadline)
        }
        try await table.remove(record)
    }
}

extension MultipartCopyRecord {
    var request: FollowUpMessage.ObjectRequest {
        FollowUpMessage.ObjectRequest(bucket: source.bucket, key: source.key, time: eventTime)
    }
}
