import AWSS3
import StateStore

/// Files that one delivery brought for one table. A delivery is one write, whatever number of files it has.
struct FilePage: StateDocument {
    @CompactFileList var files: [PendingFile]
    /// The request that brought them, where it has an id.
    var request: String?
    /// The snapshot that the files make up, which has no other page; `nil` unless the table is a `replace`.
    var snapshot: ReplacementFileSet?

    var status: String { "waiting" }
    var isClosed: Bool { false }

    /// Bytes of the files of one page: an item holds 400 kB.
    static let largest = 300_000

    /// Bytes that a file takes in a document, rather more than less.
    static func size(of file: PendingFile) -> Int {
        2 * (file.location.description.utf8.count + file.eTag.utf8.count) + 80
            + ((file.columns ?? []) + (file.types ?? [])).reduce(0) { $0 + 2 * $1.utf8.count + 4 }
    }
}
