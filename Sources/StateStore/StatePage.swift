/// One page of a partition's documents.
public struct StatePage<Document: StateDocument>: Sendable {
    public let entries: [VersionedDocument<Document>]
    /// The key at which the next page begins; `nil` after the last page. A page may be empty without being the last.
    public let next: StateKey?
}
