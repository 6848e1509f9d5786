import AWSSigning
public import HTTPTransport

/// The object that a copy reads, with the version and ETag that it must have.
public struct S3CopySource: Sendable, Equatable {
    public var bucket: String
    public var key: String
    /// The id of a version; `nil` means the current version.
    public var versionID: String?
    /// The ETag (without quotes) that the object must still have, or else nothing is copied.
    public var etag: String?
    /// The id of the account that must own the bucket.
    public var expectedOwner: String?
    /// `true` when the caller pays for requests to a Requester Pays bucket.
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

    /// The value of `x-amz-copy-source`: bucket and key percent-encoded, the version appended unchanged.
    var header: String {
        var header = PercentEncoding.encode(bucket)
        let key = PercentEncoding.encodePath(key)
        header.reserveCapacity(header.utf8.count + key.utf8.count + 64)
        header += "/"
        header += key
        if let versionID {
            header += "?versionId="
            header += versionID
        }
        return header
    }

    func addHeaders(to headers: inout HTTPHeaders) {
        headers.add("x-amz-copy-source", header)
        if let etag { headers.add("x-amz-copy-source-if-match", "\"\(etag)\"") }
        if let expectedOwner { headers.add("x-amz-source-expected-bucket-owner", expectedOwner) }
        if paysRequester { headers.add("x-amz-request-payer", "requester") }
    }

    /// Headers of requests on the source itself: HEAD, and reading its tags.
    public var accessHeaders: HTTPHeaders {
        var headers = HTTPHeaders()
        if let expectedOwner { headers.add("x-amz-expected-bucket-owner", expectedOwner) }
        if paysRequester { headers.add("x-amz-request-payer", "requester") }
        return headers
    }
}
