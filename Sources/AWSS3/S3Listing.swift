/// One page of a listing: at most 1,000 objects.
public struct S3Listing: Sendable, Equatable {
    public let objects: [S3ListedObject]
    /// The token that requests the next page; `nil` after the last page.
    public let continuation: String?
}
