/// Some documents of a partition.
public struct StatePage<Document: StateDocument>: Sendable {
    public let entries: [VersionedDocument<Document>]
    /// The beginning of the next page; `nil` after the last one. A page may be empty and not the last.
    public let next: StateKey?
}
