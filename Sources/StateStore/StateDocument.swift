/// A typed document that ``StateStore`` stores as JSON text.
///
/// At each write, `status`, `isClosed` and `openWork` become attributes of the item: people, DynamoDB's time to live
/// and sweepers use them without reading the document.
public protocol StateDocument: Codable, Sendable {
    /// The status as one word for people and queries, e.g. `running`.
    var status: String { get }

    /// `true` when no work remains for the document. A closed document expires after the store's retention; an open
    /// document stays.
    var isClosed: Bool { get }

    /// The document's entry in the list of open work; `nil` when no sweeper needs to check the document.
    var openWork: OpenWork? { get }
}

extension StateDocument {
    public var openWork: OpenWork? { nil }
}
