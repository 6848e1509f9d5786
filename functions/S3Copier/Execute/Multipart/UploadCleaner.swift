import AWSClient
import AWSS3
import AWSSTS
import Logging
import UTCTime

/// Aborts multipart uploads that no invocation will complete.
struct UploadCleaner: Sendable {
    /// The largest assumed difference between S3's clock and this function's clock. The search for lost uploads begins
    /// earlier by this time.
    private static let clockDifference = Duration.seconds(60)

    let scope: InvocationScope

    /// Aborts the given uploads of a copy.
    ///
    /// Some stores have no STS, so this function cannot find out its own identity there. In such a store the bucket's
    /// lifecycle rule must abort the uploads that were not recorded.
    ///
    /// - Parameter lostSince: also aborts this function's unrecorded uploads to the target that began at that time or
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

    /// Asks STS for this function's ARN, which S3 shows as the initiator of the function's uploads; `nil` when STS
    /// fails.
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
