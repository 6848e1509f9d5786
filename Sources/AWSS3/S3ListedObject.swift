/// One object of a listing.
public struct S3ListedObject: Sendable, Equatable {
    public let key: String
    /// The object's size in bytes.
    public let size: Int64
    /// The object's ETag, without quotes.
    public let etag: String
    /// The time of the last change, in ISO 8601 and whole seconds.
    public let lastModified: String?

    public init(key: String, size: Int64, etag: String, lastModified: String? = nil) {
        self.key = key
        self.size = size
        self.etag = etag
        self.lastModified = lastModified
    }
}
