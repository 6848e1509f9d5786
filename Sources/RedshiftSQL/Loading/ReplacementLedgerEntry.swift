/// One snapshot: the whole content of a table at one time, in files that a `replace` loads together.
public struct ReplacementLedgerEntry: Sendable, Hashable {
    /// The snapshot's time: RFC 3339 in UTC with milliseconds, so that texts sort in the order of times.
    public let time: String
    /// The ledger's entry for a snapshot without files: its manifest, or the empty folder.
    public let place: LoadFile

    public init(time: String, place: LoadFile) {
        self.time = time
        self.place = place
    }
}
