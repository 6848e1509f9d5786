import StateStore
import UTCTime

/// Folders of one export that could not be deleted. The sweeper deletes them.
struct AbandonedFolders: Sendable, Equatable, StateDocument {
    static let workKind = "leftovers"
    /// The age after which a folder is left to a person: as a rule a permission is missing.
    static let longest = Duration.seconds(86_400)

    let run: String
    let export: String
    let since: UTCTime
    /// `s3://bucket/folder/`, each once.
    var folders: [String] = []
    /// The time of its last sweep. The next sweep begins with those that were swept before it.
    var sweptAt: UTCTime?

    var status: String { folders.isEmpty ? "deleted" : "left" }
    var isClosed: Bool { folders.isEmpty }
    var openWork: OpenWork? { OpenWork(kind: Self.workKind, due: sweptAt ?? since) }

    /// - Returns: `false` when all of them are known.
    mutating func add(_ folders: [String]) -> Bool {
        let new = folders.filter { !self.folders.contains($0) }
        self.folders += new
        return !new.isEmpty
    }
}
