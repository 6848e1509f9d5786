import UTCTime

/// A range of windows to run.
struct BackfillRequest: Sendable, Equatable, Codable {
    var plan: PlanReference
    var from: UTCTime
    var to: UTCTime
    /// Runs at a time.
    var concurrency: Int
    /// Distinguishes this backfill from another one of the same windows.
    var id: String?
    /// Begun by a schedule for windows that were missed.
    var isCatchUp = false
}
