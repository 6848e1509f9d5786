import UTCTime

/// A request to run the windows between two times.
struct BackfillRequest: Sendable, Equatable, Codable {
    var plan: PlanReference
    var from: UTCTime
    var to: UTCTime
    /// The maximum number of runs that the backfill has in flight at the same time.
    var concurrency: Int
    /// The caller's id, which distinguishes two backfills of the same windows; `nil` when the event has none.
    var id: String?
    /// `true` when a schedule began the backfill to run windows that were missed.
    var isCatchUp = false
}
