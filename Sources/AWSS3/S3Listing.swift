/// At most 1,000 objects of a listing.
public struct S3Listing: Sendable, Equatable {
    public let objects: [S3ListedObject]
    /// Gives the next page; `nil` after the last one.
    public let continuation: String?
}
