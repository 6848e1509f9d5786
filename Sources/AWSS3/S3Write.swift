import AWSSigning
public import HTTPTransport

/// How S3 is to encrypt what is written, other than by the bucket's default.
public enum S3Encryption: Sendable, Equatable {
    /// SSE-S3.
    case s3
    /// SSE-KMS with a bucket key, under a key of the bucket's region: its id or ARN.
    case kms(key: String)
}

/// Where a copy goes, and with what properties of its own.
public struct S3CopyTarget: Sendable, Equatable {
    public var bucket: String
    public var key: String
    /// `nil` means STANDARD: a storage class is not copied.
    public var storageClass: String?
    /// `nil` means the bucket's default.
    public var encryption: S3Encryption?
    /// Account that must own the bucket; S3 answers 403 if another does.
    public var expectedOwner: String?

    public init(
        bucket: String,
        key: String,
        storageClass: String? = nil,
        encryption: S3Encryption? = nil,
        expectedOwner: String? = nil
    ) {
        self.bucket = bucket
        self.key = key
        self.storageClass = storageClass
        self.encryption = encryption
        self.expectedOwner = expectedOwner
    }

    /// What the request that creates the object says; later parts of the same upload repeat only the owner.
    func addHeaders(to headers: inout HTTPHeaders) {
        if let storageClass { headers.add("x-amz-storage-class", storageClass) }
        switch encryption {
        case .s3?: headers.add("x-amz-server-side-encryption", "AES256")
        case .kms(let key)?:
            headers.add("x-amz-server-side-encryption", "aws:kms")
            headers.add("x-amz-server-side-encryption-aws-kms-key-id", key)
            headers.add("x-amz-server-side-encryption-bucket-key-enabled", "true")
        case nil: break
        }
        addOwner(to: &headers)
    }

    func addOwner(to headers: inout HTTPHeaders) {
        if let expectedOwner { headers.add("x-amz-expected-bucket-owner", expectedOwner) }
    }

    /// For requests on what is there already: HEAD, tags, deletion.
    public var accessHeaders: HTTPHeaders {
        var headers = HTTPHeaders()
        addOwner(to: &headers)
        return headers
    }
}

/// Which object, and which state of it, a copy reads.
public struct S3CopySource: Sendable, Equatable {
    public var bucket: String
    public var key: String
    /// Names one version; `nil` means the current one.
    public var versionID: String?
    /// Copy only if this is still the object's ETag (without quotes).
    public var etag: String?
    /// Account that must own the bucket.
    public var expectedOwner: String?
    /// Whether we pay for requests to a Requester Pays bucket.
    public var paysRequester: Bool

    public init(
        bucket: String,
        key: String,
        versionID: String? = nil,
        etag: String? = nil,
        expectedOwner: String? = nil,
        paysRequester: Bool = false
    ) {
        self.bucket = bucket
        self.key = key
        self.versionID = versionID
        self.etag = etag
        self.expectedOwner = expectedOwner
        self.paysRequester = paysRequester
    }

    /// `x-amz-copy-source`: bucket and key percent-encoded, the version appended as it is.
    var header: String {
        let version = versionID.map { "?versionId=\($0)" } ?? ""
        return "\(PercentEncoding.encode(bucket))/\(PercentEncoding.encodePath(key))\(version)"
    }

    func addHeaders(to headers: inout HTTPHeaders) {
        headers.add("x-amz-copy-source", header)
        if let etag { headers.add("x-amz-copy-source-if-match", "\"\(etag)\"") }
        if let expectedOwner { headers.add("x-amz-source-expected-bucket-owner", expectedOwner) }
        if paysRequester { headers.add("x-amz-request-payer", "requester") }
    }

    /// For requests on the source itself: HEAD, its tags.
    public var accessHeaders: HTTPHeaders {
        var headers = HTTPHeaders()
        if let expectedOwner { headers.add("x-amz-expected-bucket-owner", expectedOwner) }
        if paysRequester { headers.add("x-amz-request-payer", "requester") }
        return headers
    }
}
