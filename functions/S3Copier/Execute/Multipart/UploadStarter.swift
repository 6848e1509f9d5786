import AWSClient
import AWSS3
import HTTPTransport
import UTCTime

/// Begins the multipart upload of one attempt, with the metadata and settings of the object to be made.
struct UploadStarter: Sendable {
    let scope: InvocationScope

    /// - Returns: the record with the upload's id, or `overtaken` when the attempt was replaced meanwhile.
    /// - Throws: `AWSError`, `StateStoreError`.
    func start(_ record: MultipartCopyRecord, _ start: MultipartStart) async throws -> MultipartStepResult {
        let bucket = scope.settings.marksBuckets(in: start.job.target.bucket) ? start.job.source.bucket : nil
        var properties = start.source.propertyHeaders(markingBucket: bucket)
        let tags = try await MultipartTags(scope: scope).tags(of: record, start.source)
        let header = S3.taggingHeader(tags)
        // The others are set when the object is there.
        if !tags.isEmpty, header.utf8.count <= S3.largestTaggingHeader { properties.add("x-amz-tagging", header) }
        let upload: S3MultipartUpload
        do {
            upload = try await scope.services.store.createMultipartUpload(
                to: start.job.target,
                properties: properties,
                checksum: record.checksum?.algorithm,
                deadline: scope.deadline
            )
        } catch let error as AWSError where error.status.map({ 200..<300 ~= $0 }) == true {
            // Begun, under an id that cannot be read: found by its initiator.
            try? await UploadCleaner(scope: scope).abort([], of: record, lostSince: record.startedAt)
            throw error
        }
        let now = scope.now()
        let begun = try await scope.multipartStore().update(record) { $0.begin(upload: upload.id, at: now) }
        if let begun { return .recorded(begun) }
        try await scope.services.store.abortMultipartUpload(upload, deadline: scope.deadline)
        return .overtaken(nil)
    }
}
