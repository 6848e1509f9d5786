/// A document as it was read or written last, with what the next write of it is conditional on.
public struct VersionedDocument<Document: StateDocument>: Sendable {
    public let key: StateKey
    /// The document, which only ``StateStore/change(_:_:)`` changes and writes.
    public internal(set) var document: Document
    /// Counts writes, from 1.
    public internal(set) var version: Int64
    /// Tokens of the last writes, the newest first.
    var writers: LastWriterTokens
}

extension VersionedDocument: Equatable where Document: Equatable {}
