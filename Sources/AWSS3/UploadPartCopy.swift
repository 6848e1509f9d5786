import AWSClient
import HTTPTransport

extension S3 {
    /// Copies a range of an object's bytes into a part of an upload, within S3.
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html
    ///
    /// As in ``copyObject``, a 200 may contain an error, and S3 sends nothing while it copies.
    ///
    /// - Parameters:
    ///   - part: the part's number, 1 to 10,000.
    ///   - range: bytes of the source, not empty; `nil` for the whole object. S3 accepts no range of a source of 5 MB
    ///     or less.
    /// - Returns: the part's ETag, without quotes.
    /// - Throws: `AWSError`, among others `PreconditionFailed` (412: the source changed), `NoSuchUpload`, `NoSuchKey`.
    public func uploadPartCopy(
        of source: S3CopySource,
        range: Range<Int64>?,
        into upload: S3MultipartUpload,
        part: Int,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> String {
        var headers = HTTPHeaders()
        source.addHeaders(to: &headers)
        upload.target.addOwner(to: &headers)
        if let range { headers.add("x-amz-copy-source-range", "bytes=\(range.lowerBound)-\(range.upperBound - 1)") }
        let operation = try objectOperation(
            "UploadPartCopy",
            .put,
            bucket: upload.target.bucket,
            key: upload.target.key,
            query: Self.query([("partNumber", "\(part)"), ("uploadId", upload.id)]),
            headers: headers,
            isIdempotent: true,
            limits: .longPoll
        ) { response -> String? in
            guard let root = XMLElement.parse(response.body), root.name == "CopyPartResult",
                let etag = root.text(of: "ETag"), !etag.isEmpty
            else { return nil }
            return Self.unquoted(etag)
        }
        return try await call(operation, on: upload.target.bucket, deadline: deadline)
    }
}
