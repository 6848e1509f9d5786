import StateStore
import UTCTime

/// The progress of a backfill, which lists the S3 prefixes of a plan's sources.
///
/// The legal moves: one prefix after the other, page by page, until all are listed; then the record is closed.
struct BackfillRecord: StateDocument, Equatable {
    static let workKind = "backfill"

    let id: String
    let plan: String
    /// The only table to load; `nil` for every table of the plan.
    let table: String?
    /// The start of the time range: only files that were written at or after this time are loaded.
    let from: UTCTime?
    let to: UTCTime?
    /// The prefixes that are not completely listed yet; the first one is being listed.
    var places: [String]
    /// The token with which S3 continues the listing of the first prefix; `nil` at the beginning.
    var continuation: String?
    @BoundedCount var files = 0
    let createdAt: UTCTime
    /// The time at which the sweeper continues the backfill.
    var due: UTCTime

    /// Returns `true` for a file that was written in the time range, and for a file without a time.
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
