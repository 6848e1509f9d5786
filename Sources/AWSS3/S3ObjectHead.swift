public import HTTPTransport

/// The headers of HEAD and GET that describe an object.
public struct S3ObjectHead: Sendable, Equatable {
    public let headers: HTTPHeaders

    public init(headers: HTTPHeaders) { self.headers = headers }

    /// The object's ETag, without quotes.
    public var etag: String? { headers["ETag"].map(S3.unquoted) }
    /// The object's size in bytes. When a range or a part was requested, it is the size of that range or part.
    public var size: Int64? { headers["Content-Length"].flatMap { Int64($0) } }
    /// The object's version; `nil` in a bucket that never was versioned.
    public var versionID: String? { headers["x-amz-version-id"] }
    /// The time of the last change, as an HTTP date.
    public var lastModified: String? { headers["Last-Modified"] }
    /// The storage class. S3 sends no header for `STANDARD`.
    public var storageClass: String { headers["x-amz-storage-class"] ?? "STANDARD" }
    /// The number of parts in which the object was uploaded; present only when a part was requested.
    public var partCount: Int? { headers["x-amz-mp-parts-count"].flatMap { Int($0) } }
    public var tagCount: Int { headers["x-amz-tagging-count"].flatMap { Int($0) } ?? 0 }
    /// The user's metadata by name, without the prefix `x-amz-meta-`.
    public var metadata: [String: String] {
        var metadata: [String: String] = [:]
        let prefix = "x-amz-meta-"
        for field in headers.fields where field.name.lowercased().hasPrefix(prefix) {
            let name = String(field.name.lowercased().dropFirst(prefix.utf8.count))
            metadata[name] = metadata[name].map { "\($0),\(field.value)" } ?? field.value
        }
        return metadata
    }
}
