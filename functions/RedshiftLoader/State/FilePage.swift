import StateStore

/// Files that one delivery brought for one table. A delivery is one write, whatever number of files it has.
struct FilePage: StateDocument {
    @SharedLayouts var files: [PendingFile]
    /// The request that brought them, where it has an id.
    var request: String?

    var status: String { "waiting" }
    var isClosed: Bool { false }

    /// Bytes of the files of one page: an item holds 400 kB.
    static let largest = 300_000
}
