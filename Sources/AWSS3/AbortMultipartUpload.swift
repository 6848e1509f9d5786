import AWSClient
import HTTPTransport

extension S3 {
    /// Aborts an upload and frees its parts. An upload that is already completed or aborted causes no error.
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html
    ///
    /// A part that is still being written may remain: to be sure, list the parts and abort again.
    ///
    /// - Throws: `AWSError`.
    public func abortMultipartUpload(_ upload: S3MultipartUpload, deadline: ContinuousClock.Instant? = nil) async throws
    {
        var headers = HTTPHeaders()
        upload.target.addOwner(to: &headers)
        let operation = try objectOperation(
            "AbortMultipartUpload",
            .delete,
            bucket: upload.target.bucket,
            key: upload.target.key,
            query: Self.query([("uploadId", upload.id)]),
            headers: headers,
            isIdempotent: true
        ) { _ in true }
        do {
            _ = try await call(operation, on: upload.target.bucket, deadline: deadline)
        } catch let error as AWSError where error.code == "NoSuchUpload" {}
    }
}
