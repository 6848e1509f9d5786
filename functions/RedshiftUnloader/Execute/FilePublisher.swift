import AWSClient
import AWSS3
import HTTPTransport
import LambdaRuntime
import RedshiftSQL

/// Copies the files of a verified attempt from UNLOAD's hidden folder to the folder that readers see. S3 makes the
/// copies; the bytes do not pass through the function.
///
/// Files that are already in the target folder are left out. An invocation therefore continues where the one before it
/// ended.
struct FilePublisher: Sendable {
    let s3: S3
    /// The encryption that UNLOAD uses; `nil` for the bucket's default.
    let encryption: UnloadEncryption?
    let deadline: ContinuousClock.Instant

    private static let filesAtATime = 12
    private static let partsAtATime = 8

    /// Copies the files that the target folder does not have, or has with another size.
    ///
    /// - Parameter existing: the objects of the target folder, with their sizes in bytes.
    /// - Throws: `AWSError`, among others `NoSuchKey` for a source file that has been deleted.
    func publish(_ files: [StagedFile], existing: [S3Location: Int64]) async throws {
        let missing = files.filter { existing[$0.target] != $0.size }
        try await concurrentForEach(missing, limit: Self.filesAtATime) { file in
            if let ranges = PartCopyRanges.ranges(size: file.size) {
                try await copy(file, in: ranges)
            } else {
                _ = try await s3.copyObject(from: source(file), to: target(file), deadline: deadline)
            }
        }
    }

    /// Copies a large file in parts. An upload that fails is aborted: S3 would charge for its parts, which nobody sees.
    private func copy(_ file: StagedFile, in ranges: [Range<Int64>]) async throws {
        let upload = try await s3.createMultipartUpload(
            to: target(file),
            properties: HTTPHeaders(),
            deadline: deadline
        )
        do {
            let parts = try await concurrentMap(Array(ranges.enumerated()), limit: Self.partsAtATime) {
                (index, range) async throws -> S3Part in
                let etag = try await s3.uploadPartCopy(
                    of: source(file),
                    range: range,
                    into: upload,
                    part: index + 1,
                    deadline: deadline
                )
                return S3Part(number: index + 1, size: range.upperBound - range.lowerBound, etag: etag)
            }
            _ = try await s3.completeMultipartUpload(upload, parts: parts, size: file.size, deadline: deadline)
        } catch {
            try? await s3.abortMultipartUpload(upload)
            throw error
        }
    }

    private func source(_ file: StagedFile) -> S3CopySource {
        S3CopySource(bucket: file.source.bucket, key: file.source.key)
    }

    private func target(_ file: StagedFile) -> S3CopyTarget {
        S3CopyTarget(
            bucket: file.target.bucket,
            key: file.target.key,
            encryption: { if case .key(let key)? = encryption { .kms(key: key) } else { nil } }()
        )
    }
}
