import AWSClient
import AWSS3

/// Makes the object from the parts of an upload, if the target has not changed. The request contains the source's
/// checksum, if the source has a checksum of the whole object.
struct UploadCompleter: Sendable {
    let scope: InvocationScope

    /// Completes the upload that a record names.
    ///
    /// - Parameter etag: the ETag that the target must still have; `nil` when the target must not exist.
    /// - Throws: `AWSError`, unless a ``MultipartStepResult`` describes the error; ``CopyFailure``.
    func complete(_ record: MultipartCopyRecord, replacing etag: String?) async throws -> MultipartStepResult {
        guard let upload = record.upload else { return .uploadGone }
        do {
            let range = 1...record.plan.count
            let parts = try await scope.services.store.parts(range, of: upload, deadline: scope.deadline)
            guard parts.map(\.number).elementsEqual(range), parts.allSatisfy(record.plan.fits) else {
                return .spoiled(because: "S3 does not have every part any more")
            }
            let condition = etag.map { S3.WriteCondition.etag($0) } ?? .absent
            let conditions = scope.services.conditions
            var result: S3CopyResult?
            if !conditions.areRefused {
                do {
                    result = try await complete(upload, parts, record, if: condition)
                } catch let error as AWSError where error.isNotImplemented {}
            }
            if result == nil {
                // What the condition would have said is read instead.
                guard try await scope.state(of: record.copyTarget)?.etag == etag else { return .conditionFailed }
                result = try await complete(upload, parts, record, if: nil)
                conditions.refuse()
            }
            return .completed(etag: result?.etag ?? "", version: result?.versionID)
        } catch let error as AWSError {
            switch error.code {
            case "NoSuchUpload": return .uploadGone
            case "PreconditionFailed", "NoSuchKey": return .conditionFailed
            // An upload that lost a race with another write cannot be completed any more.
            case "ConditionalRequestConflict", "OperationAborted", "BadDigest", "InvalidPart", "InvalidPartOrder",
                "EntityTooSmall":
                return .spoiled(because: "\(error)")
            default: throw error
            }
        }
    }

    private func complete(
        _ upload: S3MultipartUpload,
        _ parts: [S3Part],
        _ record: MultipartCopyRecord,
        if condition: S3.WriteCondition?
    ) async throws -> S3CopyResult {
        try await scope.services.store.completeMultipartUpload(
            upload,
            parts: parts,
            size: record.plan.size,
            checksum: record.checksum,
            if: condition,
            deadline: scope.deadline
        )
    }
}
