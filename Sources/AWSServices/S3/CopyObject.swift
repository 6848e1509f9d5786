import AWSClient
import AWSSigning
import HTTPTransport

/// Which object, and which state of it, a copy reads.
public struct S3CopySource: Sendable, Equatable {
    public var bucket: String
    public var key: String
    /// Names one version; `nil` means the current one.
    public var versionID: String?
    /// Copy only if this is still the object's ETag (without quotes).
    public var etag: String?

    public init(bucket: String, key: String, versionID: String? = nil, etag: String? = nil) {
        self.bucket = bucket
        self.key = key
        self.versionID = versionID
        self.etag = etag
    }

    /// `x-amz-copy-source`: bucket and key percent-encoded, the version appended as it is.
    var header: String {
        let version = versionID.map { "?versionId=\($0)" } ?? ""
        return "\(PercentEncoding.encode(bucket))/\(PercentEncoding.encodePath(key))\(version)"
    }
}

public struct S3CopyResult: Sendable, Equatable {
    /// Without quotes.
    public let etag: String
    /// The new version, when the target bucket is versioned.
    public let versionID: String?
}

extension S3 {
    /// Copies an object of at most 5 GB on the server side, metadata and tags included.
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
    ///
    /// S3 may answer 200 first and fail afterwards, in the body: only a `CopyObjectResult` with an ETag is a success. It is
    /// silent while it copies, for minutes if the object is large, so silence is no failure here; the deadline is.
    ///
    /// - Throws: `AWSError`, among others `NoSuchKey` (404), `PreconditionFailed` (412: the ETag is another by now),
    ///   `AccessDenied`, `ObjectNotInActiveTierError`, `InvalidRequest` (over 5 GB).
    public func copyObject(
        from source: S3CopySource,
        to bucket: String,
        key: String,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> S3CopyResult {
        var headers: HTTPHeaders = ["x-amz-copy-source": source.header]
        if let etag = source.etag { headers.add("x-amz-copy-source-if-match", "\"\(etag)\"") }
        let operation = try objectOperation(
            "CopyObject",
            .put,
            bucket: bucket,
            key: key,
            headers: headers,
            isRepeatable: true,
            limits: .longPoll
        ) { response -> S3CopyResult? in
            guard let root = XMLElement.parse(response.body), root.name == "CopyObjectResult",
                let etag = root.text(of: "ETag"), !etag.isEmpty
            else { return nil }
            return S3CopyResult(
                etag: Self.unquoted(etag),
                versionID: response.headers["x-amz-version-id"]
            )
        }
        return try await client.call(operation, deadline: deadline)
    }
}
