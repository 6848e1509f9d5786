/// A document as it was last read or written, with its version. The next write is conditional on this version.
public struct VersionedDocument<Document: StateDocument>: Sendable {
    public let key: StateKey
    /// The document. Only ``StateStore/change(_:_:)`` changes and writes it.
    public internal(set) var document: Document
    /// The number of writes so far, from 1.
    public internal(set) var version: Int64
    /// The tokens of the last writes, the newest first.
    var writers: LastWriterTokens
}

extension VersionedDocument: Equatable where Document: Equatable {}
