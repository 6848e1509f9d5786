public import HTTPTransport

/// The place that a copy is written to, and the properties that it does not take over from its source.
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

    /// Headers of the request that creates the object; later parts of the same upload repeat only the owner.
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

    /// Headers of requests on the object that is there already: HEAD, tags, deletion.
    public var accessHeaders: HTTPHeaders {
        var headers = HTTPHeaders()
        addOwner(to: &headers)
        return headers
    }
}
