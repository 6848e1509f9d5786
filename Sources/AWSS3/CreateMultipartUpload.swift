import AWSClient
public import HTTPTransport

extension S3 {
    /// Begins a multipart upload.
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html
    ///
    /// - Parameters:
    ///   - properties: the properties of the new object: system headers such as `Content-Type`, `x-amz-meta-…`,
    ///     `x-amz-tagging`. A multipart copy takes over no property of its source.
    ///   - checksum: the algorithm of the whole object's checksum, which ``completeMultipartUpload`` will send.
    /// - Throws: `AWSError`. When the answer was lost, S3 may have begun an upload all the same.
    public func createMultipartUpload(
        to target: S3CopyTarget,
        properties: HTTPHeaders,
        checksum: String? = nil,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> S3MultipartUpload {
        var headers = properties
        target.addHeaders(to: &headers)
        if let checksum {
            headers.add("x-amz-checksum-algorithm", checksum)
            headers.add("x-amz-checksum-type", "FULL_OBJECT")
        }
        let operation = try objectOperation(
            "CreateMultipartUpload",
            .post,
            bucket: target.bucket,
            key: target.key,
            query: "uploads=",
            headers: headers,
            isIdempotent: false
        ) { response -> String? in
            // Stores that speak S3 name the root in more than one way; an id that is not taken would be an upload lost.
            guard let id = XMLElement.parse(response.body)?.text(of: "UploadId"), !id.isEmpty
            else { return nil }
            return id
        }
        return S3MultipartUpload(target: target, id: try await call(operation, on: target.bucket, deadline: deadline))
    }
}
