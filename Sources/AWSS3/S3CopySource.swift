import AWSSigning
public import HTTPTransport

/// The object that a copy reads, and its state.
public struct S3CopySource: Sendable, Equatable {
    public var bucket: String
    public var key: String
    /// Names one version; `nil` means the current one.
    public var versionID: String?
    /// Copy only if this is still the object's ETag (without quotes).
    public var etag: String?
    /// Account that must own the bucket.
    public var expectedOwner: String?
    /// The caller pays for requests to a Requester Pays bucket.
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

    /// Headers of requests on the source itself: HEAD, its tags.
    public var accessHeaders: HTTPHeaders {
        var headers = HTTPHeaders()
        if let expectedOwner { headers.add("x-amz-expected-bucket-owner", expectedOwner) }
        if paysRequester { headers.add("x-amz-request-payer", "requester") }
        return headers
    }
}
