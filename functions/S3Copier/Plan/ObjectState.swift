import AWSS3
import HTTPTransport

/// What an object is at one moment: enough to tell two objects apart, and one object's states.
struct ObjectState: Sendable, Equatable {
    let head: S3ObjectHead
    let etag: String
    /// Bytes.
    let size: Int64

    /// `nil` for an answer without the two things every object has.
    init?(_ head: S3ObjectHead) {
        guard let etag = head.etag, let size = head.size else { return nil }
        self.head = head
        self.etag = etag
        self.size = size
    }

    /// Whether it is the same state of the same object: nothing was written in between.
    func isUnchanged(since earlier: ObjectState) -> Bool {
        etag == earlier.etag && size == earlier.size && head.versionID == earlier.head.versionID
            && head.lastModified == earlier.head.lastModified
    }

    /// Whether a copy of the one is what the other is: the same bytes, under the same headers.
    ///
    /// ETags differ for equal bytes that were uploaded in other parts or encrypted with a KMS key; a checksum of the whole
    /// object then tells. Where neither does, the answer is no, and a copy too many is made.
    func isCopy(of source: ObjectState) -> Bool {
        guard size == source.size, properties == source.properties, head.tagCount == source.head.tagCount else {
            return false
        }
        if etag == source.etag { return true }
        guard let ours = S3FullObjectChecksum(of: head), let theirs = S3FullObjectChecksum(of: source.head) else {
            return false
        }
        return ours == theirs
    }

    /// What a copy in one request carries along, and a copy in parts must be told.
    static let systemHeaders = [
        "Content-Type", "Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Language", "Expires",
    ]

    /// System headers and the user's metadata, by lower-case name.
    var properties: [String: String] {
        var properties: [String: String] = [:]
        for name in Self.systemHeaders { properties[name.lowercased()] = head.headers[name] }
        for (name, value) in head.metadata { properties["x-amz-meta-\(name)"] = value }
        return properties
    }

    /// ``properties`` as the headers of the request that creates the copy.
    var propertyHeaders: HTTPHeaders {
        var headers = HTTPHeaders()
        for name in Self.systemHeaders {
            if let value = head.headers[name] { headers.add(name, value) }
        }
        for (name, value) in head.metadata.sorted(by: { $0.key < $1.key }) {
            headers.add("x-amz-meta-\(name)", MetadataText.decoded(value))
        }
        return headers
    }
}

extension ObjectState {
    /// In an archive tier, without a restored copy.
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
    var isArchived: Bool {
        let isCold =
            ["GLACIER", "DEEP_ARCHIVE"].contains(head.storageClass) || head.headers["x-amz-archive-status"] != nil
        return isCold && head.headers["x-amz-restore"]?.contains(#"ongoing-request="false""#) != true
    }
}
