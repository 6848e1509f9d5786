public import HTTPTransport

/// The object that a copy writes, and the properties that it does not take over from its source.
public struct S3CopyTarget: Sendable, Equatable {
    public var bucket: String
    public var key: String
    /// The storage class, which is not copied from the source; `nil` means STANDARD.
    public var storageClass: String?
    /// The encryption; `nil` means the bucket's default.
    public var encryption: S3Encryption?
    /// The id of the account that must own the bucket; S3 answers 403 when another account does.
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

    /// Adds the headers of the request that creates the object. The requests for an upload's parts repeat only the
    /// owner.
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

    /// Headers of requests on an object that already exists: HEAD, tags, deletion.
    public var accessHeaders: HTTPHeaders {
        var headers = HTTPHeaders()
        addOwner(to: &headers)
        return headers
    }
}
