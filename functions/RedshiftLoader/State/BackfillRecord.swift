import StateStore
import UTCTime

/// A backfill: which places were listed, and how far.
///
/// The legal moves: one place after the other, page by page, until all are listed; then it is closed.
struct BackfillRecord: StateDocument, Equatable {
    static let workKind = "backfill"

    let id: String
    let plan: String
    /// Only this table; `nil`: every table.
    let table: String?
    /// Only files that were written from here.
    let from: UTCTime?
    let to: UTCTime?
    /// The sources' places that are left, the first of them under way.
    var places: [String]
    /// The key behind which the listing of the first place goes on.
    var continuation: String?
    @StoredCount var files = 0
    let createdAt: UTCTime
    /// The time at which the sweeper goes on with it.
    var due: UTCTime

    /// A file of which nobody knows when it was written is taken.
    func asks(for file: PendingFile) -> Bool {
        guard let time = file.writtenAt else { return true }
        if let from, time < from { return false }
        if let to, time >= to { return false }
        return true
    }

    var status: String { isClosed ? "listed" : "listing" }
    var isClosed: Bool { places.isEmpty }
    var openWork: OpenWork? { isClosed ? nil : OpenWork(kind: Self.workKind, due: due) }
}
