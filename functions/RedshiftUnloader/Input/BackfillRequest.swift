import UTCTime

/// Windows to be run once more, or for the first time.
struct BackfillRequest: Sendable, Equatable, Codable {
    var plan: PlanReference
    var from: UTCTime
    var to: UTCTime
    /// Runs at a time.
    var concurrency: Int
    /// Tells this backfill from another one of the same windows.
    var id: String?
    /// Begun by a schedule for windows that were missed.
    var isCatchUp = false
}
