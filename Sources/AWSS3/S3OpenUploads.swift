/// One page of at most 1,000 open uploads.
public struct S3OpenUploads: Sendable, Equatable {
    public struct Marker: Sendable, Hashable {
        public let key: String
        public let id: String
    }

    public let uploads: [S3OpenUpload]
    /// The marker that requests the next page; `nil` after the last page.
    public let next: Marker?
}
