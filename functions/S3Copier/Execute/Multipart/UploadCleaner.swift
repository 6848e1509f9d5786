import AWSClient
import AWSS3
import AWSSTS
import Logging
import UTCTime

/// Aborts uploads that nobody will complete.
struct UploadCleaner: Sendable {
    /// The largest difference between S3's clock and ours; uploads that S3 dates earlier by no more than this are included.
    private static let clockDifference = Duration.seconds(60)

    let scope: InvocationScope

    /// Aborts uploads of earlier attempts at a copy.
    ///
    /// Some stores have no STS to say who this function is. There, uploads that nobody recorded are left to the bucket's
    /// lifecycle rule.
    ///
    /// - Parameter lostSince: aborts also this function's uploads of the target that nobody recorded, begun at that time or
    ///   later.
    /// - Throws: `AWSError`.
    func abort(_ ids: Set<String>, of record: MultipartCopyRecord, lostSince: UTCTime?) async throws {
        let target = record.copyTarget
        for id in ids.sorted() { try await abort(S3MultipartUpload(target: target, id: id)) }
        guard let lostSince, let caller = await caller() else { return }
        let since = lostSince.advanced(by: .zero - Self.clockDifference)
        let lost = try await scope.services.store.openUploads(
            bucket: target.bucket,
            prefix: target.key,
            headers: target.accessHeaders,
            deadline: scope.deadline
        ) { upload in
            // By bytes and as a whole: the prefix is shared by other keys, and those are other people's business.
            upload.key.utf8.elementsEqual(target.key.utf8) && upload.initiator == caller
                && (upload.initiated.map { $0 >= since } ?? false)
        }
        for upload in lost { try await abort(S3MultipartUpload(target: target, id: upload.id)) }
    }

    /// Reads the ARN that this function's uploads are begun by; `nil` where STS cannot be asked.
    func caller() async -> String? {
        do {
            return try await scope.services.sts.callerARN(deadline: scope.deadline)
        } catch {
            scope.logger.warning(
                "STS does not say who this function is; uploads that nobody recorded are left to the bucket's lifecycle rule",
                metadata: ["errorMessage": "\(error)"]
            )
            return nil
        }
    }

    private func abort(_ upload: S3MultipartUpload) async throws {
        try await scope.services.store.abortMultipartUpload(upload, deadline: scope.deadline)
    }
}
