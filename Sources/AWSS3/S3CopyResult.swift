/// The new object that was made by a copy or a completed upload.
public struct S3CopyResult: Sendable, Equatable {
    /// The new object's ETag, without quotes.
    public let etag: String
    /// The new object's version, when the target bucket is versioned.
    public let versionID: String?
}
