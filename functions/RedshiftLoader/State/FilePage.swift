import AWSS3
import StateStore

/// A page of one table's waiting files: files that arrived in one delivery. A page is one write, for any number of
/// files.
struct FilePage: StateDocument {
    @CompactFileList var files: [PendingFile]
    /// The id of the request that brought the files; `nil` when the request has none.
    var request: String?
    /// The snapshot that the files of this page form; `nil` when no sender named these files as a snapshot.
    var snapshot: ReplacementFileSet?

    var status: String { "waiting" }
    var isClosed: Bool { false }

    /// The maximum total size, in bytes, of the files' entries in one page, because an item of DynamoDB holds 400 kB.
    static let largest = 300_000

    /// Estimates the size, in bytes, of a file's entry in a document. The estimate is too high rather than too low.
    static func size(of file: PendingFile) -> Int {
        2 * (file.location.description.utf8.count + file.eTag.utf8.count) + 80
            + ((file.columns ?? []) + (file.types ?? [])).reduce(0) { $0 + 2 * $1.utf8.count + 4 }
    }
}
