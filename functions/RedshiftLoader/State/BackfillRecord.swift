import StateStore
import UTCTime

/// The progress of a backfill through the places of a plan's sources.
///
/// The legal moves: one place after the other, page by page, until all are listed; then it is closed.
struct BackfillRecord: StateDocument, Equatable {
    static let workKind = "backfill"

    let id: String
    let plan: String
    /// Only this table; `nil`: every table.
    let table: String?
    /// Only files that were written at or after this time.
    let from: UTCTime?
    let to: UTCTime?
    /// The places that are not listed yet; the first is being listed.
    var places: [String]
    /// The key after which the listing of the first place continues.
    var continuation: String?
    @BoundedCount var files = 0
    let createdAt: UTCTime
    /// The time at which the sweeper continues it.
    var due: UTCTime

    /// Returns `true` for a file in the range of time, and for a file without a time.
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
