/// The object that a copy or a completed upload has made.
public struct S3CopyResult: Sendable, Equatable {
    /// Without quotes.
    public let etag: String
    /// The new version, when the target bucket is versioned.
    public let versionID: String?
}
