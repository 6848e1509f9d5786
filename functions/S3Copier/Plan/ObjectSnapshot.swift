import AWSS3
import HTTPTransport
import TextSearch
import UTCTime

/// The state of one object at one moment. It is enough to distinguish two objects, and two states of one object.
struct ObjectSnapshot: Sendable, Equatable {
    let head: S3ObjectHead
    let etag: String
    /// The object's size in bytes.
    let size: Int64

    /// Reads the state from a HEAD answer; `nil` when the answer has no ETag or no size.
    init?(_ head: S3ObjectHead) {
        guard let etag = head.etag, let size = head.size, size >= 0 else { return nil }
        self.head = head
        self.etag = etag
        self.size = size
    }

    /// The object's Last-Modified, in whole seconds.
    var lastModified: UTCTime? { head.lastModified.flatMap { UTCTime(httpDate: $0) } }

    /// Checks that the object was not written since an earlier snapshot.
    func isUnchanged(since earlier: ObjectSnapshot) -> Bool {
        etag == earlier.etag && size == earlier.size && head.versionID == earlier.head.versionID
            && head.lastModified == earlier.head.lastModified
    }

    /// Checks that this object is a copy of `source`: it has the same bytes, the same headers and as many tags.
    func isCopy(of source: ObjectSnapshot) -> Bool {
        isCopyButForTags(of: source) && head.tagCount == source.head.tagCount
    }

    /// Checks that this object is a copy of `source`; the tags of the two may differ.
    ///
    /// Equal ETags or checksums prove this. Otherwise a mark proves it: one of the two objects has the other's ETag in
    /// its mark (``CopySourceMetadata``). Without a proof the answer is no: a copy is made, and marked.
    func isCopyButForTags(of source: ObjectSnapshot) -> Bool {
        guard size == source.size, properties == source.properties else { return false }
        if etag == source.etag { return true }
        if let areEqual = hasEqualChecksums(to: source) { return areEqual }
        // The other way round for two mirrors: the source is a copy of what is there.
        return mark?.etag == source.etag || source.mark?.etag == etag
    }

    /// Compares the checksums that both objects have.
    ///
    /// - Returns: `nil` when the objects have no checksum in common, or when only composite checksums differ: the same
    ///   bytes have another composite checksum when the parts have other sizes.
    private func hasEqualChecksums(to other: ObjectSnapshot) -> Bool? {
        let common = checksums.compactMap { name, value in other.checksums[name].map { (value, $0) } }
        if common.contains(where: { $0 == $1 }) { return true }
        return common.contains { !$0.isOfParts && !$1.isOfParts } ? false : nil
    }

    private struct Checksum: Equatable {
        let value: String
        /// `true` for a COMPOSITE checksum: its value ends in a hyphen and the number of parts.
        var isOfParts: Bool { value.utf8.contains(UInt8(ascii: "-")) }
    }

    /// The object's checksums by algorithm, with S3's names from the headers: `crc64nvme`, `sha256`, …
    private var checksums: [String: Checksum] {
        let prefix = "x-amz-checksum-"
        let isComposite = head.headers["x-amz-checksum-type"] == "COMPOSITE"
        var checksums: [String: Checksum] = [:]
        for field in head.headers.fields {
            let name = field.name.lowercased()
            guard name.hasPrefix(prefix), !["type", "mode", "algorithm"].contains(name.dropFirst(prefix.utf8.count)),
                !field.value.isEmpty
            else { continue }
            let isMarked = field.value.utf8.contains(UInt8(ascii: "-"))
            let value = isComposite && !isMarked ? field.value + "-" : field.value
            checksums[String(name.dropFirst(prefix.utf8.count))] = Checksum(value: value)
        }
        return checksums
    }

    /// `true` when a copy in one request cannot have the same ETag: the object was uploaded in parts, or is encrypted
    /// with a KMS key.
    var hasOpaqueETag: Bool {
        etag.utf8.contains(UInt8(ascii: "-"))
            || head.headers["x-amz-server-side-encryption"]?.hasPrefix("aws:kms") == true
    }

    /// The headers that this function must set for a copy in parts. S3 itself copies them when one request copies the
    /// object.
    static let systemHeaders = [
        "Content-Type", "Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Language", "Expires",
    ]

    /// The system headers and the user's metadata by lower-case name, without the copy's mark.
    var properties: [String: String] {
        var properties: [String: String] = [:]
        for name in Self.systemHeaders { properties[name.lowercased()] = head.headers[name] }
        for (name, value) in head.metadata where name != CopySourceMetadata.name {
            properties["x-amz-meta-\(name)"] = value
        }
        return properties
    }

    /// Makes the headers of the request that creates the copy: ``properties``, and a mark of this state if there is
    /// room.
    ///
    /// - Parameter bucket: this object's bucket, for the mark; `nil` leaves it out.
    func propertyHeaders(markingBucket bucket: String? = nil) -> HTTPHeaders {
        var headers = HTTPHeaders()
        for name in Self.systemHeaders {
            if let value = head.headers[name] { headers.add(name, value) }
        }
        for (name, value) in head.metadata.sorted(by: { $0.key < $1.key }) where name != CopySourceMetadata.name {
            headers.add("x-amz-meta-\(name)", MetadataDecoding.decoded(value))
        }
        if let mark = markOfCopy(from: bucket) { headers.add("x-amz-meta-\(CopySourceMetadata.name)", mark.text) }
        return headers
    }

    /// `true` when the object has metadata that HEAD cannot return in a header. HEAD reports only the number of such
    /// entries. Only a copy in one request keeps them.
    var hasHiddenMetadata: Bool { head.headers["x-amz-missing-meta"] != nil }

    /// `true` when the object is in an archive tier and no restored copy of it exists.
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
    var isArchived: Bool {
        let isCold =
            ["GLACIER", "DEEP_ARCHIVE"].contains(head.storageClass) || head.headers["x-amz-archive-status"] != nil
        return isCold && head.headers["x-amz-restore"]?.contains(text: #"ongoing-request="false""#) != true
    }
}
