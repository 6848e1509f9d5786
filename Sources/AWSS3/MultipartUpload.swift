import AWSClient
import AWSSigning
public import HTTPTransport

/// One multipart upload: what is written to, and the id S3 gave it.
public struct S3Upload: Sendable, Equatable {
    public var target: S3CopyTarget
    public var id: String

    public init(target: S3CopyTarget, id: String) {
        self.target = target
        self.id = id
    }
}

/// A checksum of the whole object. Given to ``S3/completeMultipartUpload`` it makes S3 itself refuse a bad assembly.
/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
public struct S3FullObjectChecksum: Sendable, Equatable {
    /// `CRC64NVME`, `CRC32` or `CRC32C`: the algorithms that can be of the whole object of a multipart upload.
    public var algorithm: String
    /// Base64.
    public var value: String

    public init(algorithm: String, value: String) {
        self.algorithm = algorithm
        self.value = value
    }

    /// `nil` when the object has none, or one made of its parts' checksums (COMPOSITE).
    public init?(of head: S3ObjectHead) {
        guard head.headers["x-amz-checksum-type"] == "FULL_OBJECT" else { return nil }
        for algorithm in ["CRC64NVME", "CRC32C", "CRC32"] {
            if let value = head.headers["x-amz-checksum-\(algorithm.lowercased())"] {
                self.init(algorithm: algorithm, value: value)
                return
            }
        }
        return nil
    }
}

extension S3 {
    /// Begins a multipart upload.
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html
    ///
    /// - Parameters:
    ///   - properties: what the object is to have: system headers such as `Content-Type`, `x-amz-meta-…`, `x-amz-tagging`.
    ///     A multipart copy carries none of its source's.
    ///   - checksum: algorithm of the whole object's checksum that ``completeMultipartUpload`` will name.
    /// - Throws: `AWSError`. When the answer is lost an upload may have been begun all the same.
    public func createMultipartUpload(
        to target: S3CopyTarget,
        properties: HTTPHeaders,
        checksum: String? = nil,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> S3Upload {
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
        return S3Upload(target: target, id: try await call(operation, on: target.bucket, deadline: deadline))
    }

    /// Copies a range of an object into a part, on the server side.
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html
    ///
    /// As with ``copyObject`` a 200 may hold an error, and S3 is silent while it copies.
    ///
    /// - Parameters:
    ///   - part: 1 to 10,000.
    ///   - range: bytes of the source, not empty; `nil` for all of it. S3 takes no range of a source of 5 MB or less.
    /// - Returns: the part's ETag, without quotes.
    /// - Throws: `AWSError`, among others `PreconditionFailed` (412: the source changed), `NoSuchUpload`, `NoSuchKey`.
    public func uploadPartCopy(
        of source: S3CopySource,
        range: Range<Int64>?,
        into upload: S3Upload,
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

    /// Gives an upload up; its parts are freed. One that is over already is given up too.
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html
    ///
    /// A part that is being written may outlive it: whoever must be sure lists the parts and aborts again.
    ///
    /// - Throws: `AWSError`.
    public func abortMultipartUpload(_ upload: S3Upload, deadline: ContinuousClock.Instant? = nil) async throws {
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
