/// A typed document that ``StateStore`` keeps as JSON text.
///
/// `status`, `isClosed` and `openWork` are asked at each write and become attributes of the item: people, DynamoDB's time
/// to live and sweepers see them without reading the document.
public protocol StateDocument: Codable, Sendable {
    /// One word that people and queries read, e.g. `running`.
    var status: String { get }

    /// `true` when nothing remains to be done. A closed document expires after the store's retention, every other one stays.
    var isClosed: Bool { get }

    /// The document's entry in the list of open work; `nil` when no sweeper needs to look at it.
    var openWork: OpenWork? { get }
}

extension StateDocument {
    public var openWork: OpenWork? { nil }
}
