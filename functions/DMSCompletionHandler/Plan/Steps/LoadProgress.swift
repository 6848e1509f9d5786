import UTCTime

/// The progress of the load of one table. Legal moves: intended → submitted → done, submitted → failed (the next attempt's intent).
struct LoadProgress: Codable, Sendable, Equatable {
    /// Counts from 1; each has a client token of its own.
    var attempt = 1
    /// Recorded before the batch is submitted.
    var intendedAt: UTCTime
    /// The batch's id, once it is known.
    var statement: String?
    var isDone = false
}
