import StateStore
import UTCTime

/// Folders of one export that could not be deleted. The sweeper deletes them.
struct AbandonedFolders: Sendable, Equatable, StateDocument {
    static let workKind = "leftovers"
    /// The age after which folders are reported as stuck, so that a person acts. Usually a permission is missing.
    static let longest = Duration.seconds(86_400)

    let run: String
    let export: String
    let since: UTCTime
    /// The folders, each as `s3://bucket/folder/` and listed once.
    var folders: [String] = []
    /// The time of this document's last sweep. The next sweep begins with the documents that were swept the longest
    /// time ago.
    var sweptAt: UTCTime?

    var status: String { folders.isEmpty ? "deleted" : "left" }
    var isClosed: Bool { folders.isEmpty }
    var openWork: OpenWork? { OpenWork(kind: Self.workKind, due: sweptAt ?? since) }

    /// Adds the folders that are not listed yet.
    ///
    /// - Returns: `false` when all of them are already listed.
    mutating func add(_ folders: [String]) -> Bool {
        let new = folders.filter { !self.folders.contains($0) }
        self.folders += new
        return !new.isEmpty
    }
}
