/// The whole content of a table at one time: the files that a `replace` loads together.
public struct ReplacementLedgerEntry: Sendable, Hashable {
    /// RFC 3339 in UTC with milliseconds, so that the order of texts is the order of times.
    public let time: String
    /// Stands for a snapshot without files in the ledger: its manifest, or the folder that is empty.
    public let place: LoadFile

    public init(time: String, place: LoadFile) {
        self.time = time
        self.place = place
    }
}
