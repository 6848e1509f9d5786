import AWSClient
import HTTPTransport

extension S3 {
    /// Makes the object from an upload's parts.
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
    ///
    /// S3 may send the status 200 first and then work for minutes; only a result with an ETag is a success. When the
    /// answer was lost, a retry may fail with `NoSuchUpload`: either the object exists then, or the upload was aborted.
    ///
    /// - Parameters:
    ///   - parts: all parts of the upload, in the order of their numbers.
    ///   - size: the size of the whole object. S3 refuses to make an object of another size.
    ///   - checksum: the checksum of the whole object. S3 refuses to make an object with another one. The upload must
    ///     have been begun with this algorithm.
    /// - Throws: `AWSError`, among others `NoSuchUpload`, `PreconditionFailed` (412: the condition is not met; the
    ///   upload stays open), `ConditionalRequestConflict` (409: the upload is over, all parts must be copied again),
    ///   `BadDigest`, `InvalidPart`, `EntityTooSmall`.
    public func completeMultipartUpload(
        _ upload: S3MultipartUpload,
        parts: [S3Part],
        size: Int64,
        checksum: S3FullObjectChecksum? = nil,
        if condition: WriteCondition? = nil,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> S3CopyResult {
        var headers: HTTPHeaders = ["Content-Type": "application/xml", "x-amz-mp-object-size": "\(size)"]
        if let checksum {
            headers.add("x-amz-checksum-\(checksum.algorithm.lowercased())", checksum.value)
            headers.add("x-amz-checksum-type", "FULL_OBJECT")
        }
        if let condition { headers.add(condition.header.name, condition.header.value) }
        upload.target.addOwner(to: &headers)
        var operation = try objectOperation(
            "CompleteMultipartUpload",
            .post,
            bucket: upload.target.bucket,
            key: upload.target.key,
            query: Self.query([("uploadId", upload.id)]),
            headers: headers,
            isIdempotent: true,
            limits: .longPoll
        ) { response -> S3CopyResult? in
            guard let root = XMLElement.parse(response.body), root.name == "CompleteMultipartUploadResult",
                let etag = root.text(of: "ETag"), !etag.isEmpty
            else { return nil }
            return S3CopyResult(etag: Self.unquoted(etag), versionID: response.headers["x-amz-version-id"])
        }
        operation.body = Self.completion(parts)
        return try await call(operation, on: upload.target.bucket, deadline: deadline)
    }

    private static func completion(_ parts: [S3Part]) -> [UInt8] {
        var body = #"<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">"#
        for part in parts {
            body += "<Part><PartNumber>\(part.number)</PartNumber><ETag>\"\(escapedForXML(part.etag))\"</ETag>"
            for (name, value) in part.checksums.sorted(by: { $0.key < $1.key }) {
                body += "<\(name)>\(escapedForXML(value))</\(name)>"
            }
            body += "</Part>"
        }
        return Array((body + "</CompleteMultipartUpload>").utf8)
    }
}
