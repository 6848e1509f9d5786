/// One object of a listing.
public struct S3ListedObject: Sendable, Equatable {
    public let key: String
    /// Bytes.
    public let size: Int64
    /// Without quotes.
    public let etag: String
    /// ISO 8601, in whole seconds.
    public let lastModified: String?

    public init(key: String, size: Int64, etag: String, lastModified: String? = nil) {
        self.key = key
        self.size = size
        self.etag = etag
        self.lastModified = lastModified
    }
}
